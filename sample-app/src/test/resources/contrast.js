// Returns the texts whose contrast is below 4.5 to 1, or 3 to 1 where they are large, and the lines of plots below 3 to
// 1, as WCAG's level AA demands.

function channels(colour) {
  return colour.match(/[\d.]+/g).map(Number);
}

function luminance([red, green, blue]) {
  const [r, g, b] = [red, green, blue].map((each) => each / 255)
    .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ground(element) {
  for (let each = element; each; each = each.parentElement) {
    const colour = channels(getComputedStyle(each).backgroundColor);
    if (colour[3] !== 0) {
      return colour;
    }
  }
  return [255, 255, 255];
}

// What is drawn in a plot may come to lie on a band.
function grounds(element) {
  const bands = element instanceof SVGElement ? [...document.querySelectorAll('svg .band')] : [];
  return [ground(element), ...bands.map((each) => channels(getComputedStyle(each).fill))];
}

function contrast(element, property) {
  const colour = luminance(channels(getComputedStyle(element)[property]));
  return Math.min(...grounds(element).map((each) => {
    const [dark, light] = [colour, luminance(each)].sort((one, other) => one - other);
    return (light + 0.05) / (dark + 0.05);
  }));
}

function hasText(element) {
  return [...element.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.textContent.trim());
}

function isSeen(element) {
  return element.getClientRects().length > 0 && !element.matches(':disabled');
}

const texts = [...document.body.querySelectorAll('*')].filter((each) => hasText(each) && isSeen(each))
  .map((each) => ({
    what: `${each.tagName} ${each.textContent.trim()}`,
    contrast: contrast(each, each instanceof SVGElement ? 'fill' : 'color'),
    least: parseFloat(getComputedStyle(each).fontSize) >= 24 ? 3 : 4.5
  }));
const lines = [...document.querySelectorAll('svg .series, svg .edge')]
  .map((each) => ({ what: `line ${each.getAttribute('class')}`, contrast: contrast(each, 'stroke'), least: 3 }));

return [...texts, ...lines].filter((each) => each.contrast < each.least)
  .map((each) => `${each.what}: ${each.contrast.toFixed(2)}`);
