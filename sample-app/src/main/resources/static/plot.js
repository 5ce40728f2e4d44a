// Lines over the last minute, as SVG. Plots of the same points, one below the other, share their times.

const LEFT = 44;
const RIGHT = 4;
const TOP = 10;
const BOTTOM = 12;
const DATES = 10;
const LABEL_LINE = 14;
const LABEL_LINES = 2;
const LETTER = 6.2;
const LABEL_INSET = 4;
const SPAN_STEP_MILLIS = 10_000;

/** Values grow evenly, from nought to a round number. */
export const linear = (mostSteps) => ({
  ticks(highest) {
    const step = roundUp(Math.max(highest, mostSteps) / mostSteps);
    return Array.from({ length: Math.max(1, Math.ceil(highest / step)) + 1 }, (_, each) => each * step);
  },
  position: (value, ticks) => value / ticks.at(-1)
});

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
 * `labelled` names each fault, `dated` adds the time axis.
 */
export function draw(svg, points, keys, scale, { labelled = false, dated = false } = {}) {
  if (points.length === 0) {
    return;
  }
  const { clientWidth: width, clientHeight: height } = svg;
  const top = labelled ? TOP + LABEL_LINES * LABEL_LINE : TOP;
  const bottom = height - BOTTOM - (dated ? DATES : 0);
  const right = width - RIGHT;
  const now = points.at(-1).time;
  const span = Math.max(1, Math.ceil((now - points[0].time) / SPAN_STEP_MILLIS)) * SPAN_STEP_MILLIS;
  const ticks = scale.ticks(Math.max(0, ...points.flatMap((point) => keys.map((key) => point[key] ?? 0))));
  const x = (time) => LEFT + (right - LEFT) * (1 - (now - time) / span);
  const y = (value) => bottom - (bottom - top) * scale.position(value, ticks);
  const faults = bands(points).map(({ behaviour, from, to }) => ({ behaviour, from: x(from), to: x(to) }));
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.replaceChildren(
    ...faults.flatMap((each) => shade(each, dated ? bottom : height)),
    ...ticks.flatMap((tick) => [
      element('line', { class: 'grid', x1: LEFT, x2: right, y1: y(tick), y2: y(tick) }),
      element('text', { class: 'tick', x: LEFT - 6, y: y(tick) + 4, 'text-anchor': 'end' }, tick.toLocaleString('en'))
    ]),
    ...(dated ? [
      element('text', { class: 'tick', x: LEFT, y: height - 4 }, `${span / 1_000} s ago`),
      element('text', { class: 'tick', x: right, y: height - 4, 'text-anchor': 'end' }, 'now')
    ] : []),
    ...keys.map((key) => element('path', { class: `series ${key}`, d: path(points, key, x, y) })),
    ...(labelled ? labels(faults, right) : []));
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
  points.forEach(({ time, behaviour }, index) => {
    const from = points[Math.max(0, index - 1)].time;
    const last = found.at(-1);
    if (last?.to === from && last.behaviour === behaviour) {
      last.to = time;
    }
    else if (behaviour && behaviour !== 'GOOD') {
      found.push({ behaviour, from, to: time });
    }
  });
  return found;
}

function shade({ from, to }, bottom) {
  return [
    element('rect', { class: 'band', x: from, y: 0, width: to - from, height: bottom }),
    ...[from, to].map((x) => element('line', { class: 'edge', x1: x, x2: x, y1: 0, y2: bottom }))
  ];
}

/** A label stands where its band begins, below those that are in its way. */
function labels(faults, right) {
  const ends = [];
  return faults.map(({ behaviour, from }) => {
    const text = behaviour.toLowerCase();
    const width = LABEL_INSET + text.length * LETTER;
    const start = Math.min(from, right - width);
    const free = ends.findIndex((end) => end <= start);
    const line = free < 0 ? ends.length : free;
    ends[line] = start + width;
    return element('text', { class: 'behaviour', x: start + LABEL_INSET, y: (line + 1) * LABEL_LINE - 2 }, text);
  });
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
