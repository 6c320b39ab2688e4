// Run in the page by treemap.test.ts: tells how its labels lie. A label follows the rectangle that it is in.
(() => {
  const boxOf = (element) => element.getBoundingClientRect();
  const visible = (element) => boxOf(element).width > 0;
  const texts = [...document.querySelectorAll('h1, p, svg text')].filter(visible);
  const rectOf = (text) => {
    let element = text;
    while (element !== null && element.tagName !== 'rect') element = element.previousElementSibling;
    return element;
  };
  const isOutside = (text) => {
    const rect = rectOf(text);
    const frame = rect === null ? { left: 0, right: innerWidth, top: 0, bottom: 1e9 } : boxOf(rect);
    const box = boxOf(text);
    // The height of a box is that of the font, with room for accents and descenders.
    return (
      box.left < frame.left ||
      box.right > frame.right ||
      box.top < frame.top - 3 ||
      box.bottom > frame.bottom + 3
    );
  };
  const overlap = (one, other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 0 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 3;
  const boxes = texts.map(boxOf);
  const named = (text) => `${text.textContent} ${JSON.stringify(boxOf(text))}`;
  // WCAG 2: relative luminance, and the ratio of two.
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = (colour) =>
    colour
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
      .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const contrast = (text) => {
    const rect = rectOf(text);
    const { color, fill, opacity } = getComputedStyle(text);
    const back = channels(
      rect === null ? getComputedStyle(document.body).backgroundColor : getComputedStyle(rect).fill,
    );
    const ink = channels(rect === null ? color : fill).map(
      (value, index) => value * Number(opacity) + back[index] * (1 - Number(opacity)),
    );
    const [dark, light] = [luminance(ink), luminance(back)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  return {
    pictures: [...document.querySelectorAll('svg')].filter(visible).length,
    texts: texts.length,
    overflow: document.documentElement.scrollWidth - innerWidth,
    outside: texts.filter(isOutside).map(named),
    overlapping: texts
      .filter((_, index) => boxes.slice(0, index).some((box) => overlap(box, boxes[index])))
      .map(named),
    lowestContrast: Math.min(...texts.map(contrast)),
  };
})();
