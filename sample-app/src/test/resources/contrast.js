// Returns the texts whose contrast is below 4.5 to 1, or 3 to 1 where they are large, as WCAG's level AA demands.

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

function contrast(element) {
  const style = getComputedStyle(element);
  const colour = element instanceof SVGElement ? style.fill : style.color;
  const [dark, light] = [luminance(channels(colour)), luminance(ground(element))].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}

function hasText(element) {
  return [...element.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.textContent.trim());
}

return [...document.body.querySelectorAll('*')]
  .filter((each) => hasText(each) && each.getClientRects().length > 0 && !each.matches(':disabled'))
  .filter((each) => contrast(each) < (parseFloat(getComputedStyle(each).fontSize) >= 24 ? 3 : 4.5))
  .map((each) => `${each.tagName} ${each.textContent.trim()}: ${contrast(each).toFixed(2)}`);
