/** The value of a plugin's option; text is bytes, as paths are. A list is that of a repeatable option. */
export type OptionValue = string | boolean | number | readonly string[];

/** Values of a plugin's own options by name, as its manifest declares them. */
export type PluginOptions = Readonly<Record<string, OptionValue>>;

export const OPTION_TYPES = ['string', 'boolean', 'integer', 'path'] as const;

export type OptionType = (typeof OPTION_TYPES)[number];

/** An option that a backend or a writer declares. */
export interface OptionManifest {
  /** Without the dashes. */
  name: string;
  /** Text of type `path` is a path of this machine, not of the root; the plugin gets it absolute. */
  type: OptionType;
  /** The values that a `string` may have. */
  choices?: string[];
  /** May be given more than once: the plugin gets a list, in the order given. For `string` and `path`. */
  repeatable?: boolean;
  /** It is an error not to give it; excludes a default. */
  required?: boolean;
  /** What the plugin gets where the option is not given; without a default, nothing. */
  default?: OptionValue;
  help: string;
}
