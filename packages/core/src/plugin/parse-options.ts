import { bad, flag, list, name, record, text } from './manifest-fields.ts';
import {
  OPTION_TYPES,
  type OptionManifest,
  type OptionType,
  type OptionValue,
} from './option-manifest.ts';
import { valueFault } from './option-value.ts';

/** @throws SuperminError `PLUGIN_MANIFEST` */
export function parseOptions(value: unknown): OptionManifest[] {
  const options = list(value ?? [], 'options').map(parseOption);
  const names = options.map((option) => option.name);
  const twice = names.find((each, index) => names.indexOf(each) !== index);
  if (twice !== undefined) throw bad('options', `has '${twice}' twice`);
  return options;
}

function parseOption(value: unknown): OptionManifest {
  const given = record(value, 'options');
  const type = OPTION_TYPES.find((each) => each === given.type);
  if (type === undefined) throw bad('options.type', `is not ${OPTION_TYPES.join(', ')}`);
  const option: OptionManifest = {
    name: name(given.name, 'options.name'),
    type,
    help: text(given.help ?? '', 'options.help'),
  };
  if (given.choices !== undefined) option.choices = parseChoices(given.choices, type);
  for (const field of ['repeatable', 'required'] as const) {
    if (given[field] !== undefined) option[field] = flag(given[field], `options.${field}`);
  }
  if (option.repeatable && type !== 'string' && type !== 'path') {
    throw bad('options.repeatable', 'is for the types string and path');
  }
  if (given.default !== undefined) option.default = parseDefault(given.default, option);
  return option;
}

function parseChoices(value: unknown, type: OptionType): string[] {
  if (type !== 'string') throw bad('options.choices', 'is for the type string');
  const choices = list(value, 'options.choices').map((each) => text(each, 'options.choices'));
  if (choices.length === 0) throw bad('options.choices', 'is empty');
  return choices;
}

function parseDefault(value: unknown, option: OptionManifest): OptionValue {
  if (option.required) throw bad('options.default', 'is of no use to an option that is required');
  const fault = valueFault(option, value);
  if (fault !== undefined) throw bad('options.default', fault.what);
  return value as OptionValue;
}
