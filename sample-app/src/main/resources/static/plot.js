// Lines over the last minute, as SVG.

const LEFT = 38;
const RIGHT = 4;
const TOP = 8;
const BOTTOM = 20;
const SPAN_STEP_MILLIS = 10_000;

/** Values grow evenly, from nought to a round number. */
export const linear = {
  ticks(highest) {
    const step = roundUp(Math.max(highest, 1) / 3);
    return [0, 1, 2, 3].map((each) => each * step);
  },
  position: (value, ticks) => value / ticks.at(-1)
};

/** Each tick is ten times the one before. */
export const logarithmic = {
  ticks(highest) {
    const decades = Math.max(2, Math.ceil(Math.log10(Math.max(highest, 1))));
    return Array.from({ length: decades + 1 }, (_, decade) => 10 ** decade);
  },
  position: (value, ticks) => Math.max(0, Math.log10(value) / Math.log10(ticks.at(-1)))
};

/**
 * Draw points, each with a time, the server's behaviour and a number for each key.
 * Where a number is null the line has a gap; where the server misbehaves the ground is shaded.
 */
export function draw(svg, points, keys, scale) {
  if (points.length === 0) {
    return;
  }
  const { width, height } = svg.getBoundingClientRect();
  const now = points.at(-1).time;
  const span = Math.max(1, Math.ceil((now - points[0].time) / SPAN_STEP_MILLIS)) * SPAN_STEP_MILLIS;
  const ticks = scale.ticks(Math.max(0, ...points.flatMap((point) => keys.map((key) => point[key] ?? 0))));
  const x = (time) => LEFT + (width - LEFT - RIGHT) * (1 - (now - time) / span);
  const y = (value) => height - BOTTOM - (height - TOP - BOTTOM) * scale.position(value, ticks);
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.replaceChildren(
    ...bands(points).map(([from, to]) =>
      element('rect', { class: 'band', x: x(from), y: TOP, width: x(to) - x(from), height: height - TOP - BOTTOM })),
    ...ticks.flatMap((tick) => [
      element('line', { class: 'grid', x1: LEFT, x2: width - RIGHT, y1: y(tick), y2: y(tick) }),
      element('text', { class: 'tick', x: LEFT - 6, y: y(tick) + 4, 'text-anchor': 'end' }, tick.toLocaleString('en'))
    ]),
    element('text', { class: 'tick', x: LEFT, y: height - 4 }, `${span / 1_000} s ago`),
    element('text', { class: 'tick', x: width - RIGHT, y: height - 4, 'text-anchor': 'end' }, 'now'),
    ...keys.map((key, index) =>
      element('path', { class: `series ${index === 0 ? 'first' : 'second'}`, d: path(points, key, x, y) })));
}

function path(points, key, x, y) {
  let pen = 'M';
  return points.map((point) => {
    const step = point[key] === null ? '' : `${pen}${x(point.time).toFixed(1)},${y(point[key]).toFixed(1)}`;
    pen = point[key] === null ? 'M' : 'L';
    return step;
  }).join('');
}

function bands(points) {
  const found = [];
  points.forEach((point, index) => {
    if (point.behaviour && point.behaviour !== 'GOOD') {
      const from = points[Math.max(0, index - 1)].time;
      if (found.at(-1)?.[1] === from) {
        found.at(-1)[1] = point.time;
      }
      else {
        found.push([from, point.time]);
      }
    }
  });
  return found;
}

function roundUp(value) {
  const magnitude = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((each) => each * magnitude).find((each) => each >= value);
}

function element(name, attributes, text = '') {
  const created = document.createElementNS('http://www.w3.org/2000/svg', name);
  Object.entries(attributes).forEach(([key, value]) => created.setAttribute(key, value));
  created.textContent = text;
  return created;
}
