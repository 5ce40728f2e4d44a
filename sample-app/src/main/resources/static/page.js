// Asks the application four times a second how it is doing, and shows it.

import { History, total } from './history.js';
import { draw, linear, logarithmic } from './plot.js';

const POLL_MILLIS = 250;
const ANSWER_MILLIS = 5_000;

const BEHAVIOURS = {
  GOOD: 'Every request is answered.',
  STALL: 'Requests are taken, and none is answered.',
  LATE: 'One reply in ten comes when its caller has given up.',
  CLOSE: 'One reply in ten breaks off in the middle, and the connection is closed.',
  GARBAGE: 'Instead of one reply in ten come random bytes, made to begin with a length that no frame may have.'
};

const NOT_OURS = 'These buttons are off: framed-tcp.host or framed-tcp.addresses names a price server that is not the '
  + 'sample’s own, and cannot be told to misbehave.';

const ERRORS = {
  FramedTcpBusyException: 'no connection became free in time',
  FramedTcpClosedException: 'the client was closed',
  FramedTcpConnectException: 'no connection could be opened',
  FramedTcpConnectionLostException: 'the connection ended in the exchange',
  FramedTcpMalformedReplyException: 'what came was no frame',
  FramedTcpTimeoutException: 'no complete reply in time'
};

const NOT_SHARED = { inFlight: 0, orphans: 0, lateReplies: 0 };

const history = new History();
const $ = (id) => document.getElementById(id);
const number = (value) => value.toLocaleString('en', { maximumFractionDigits: 0 });

let callersAsking = 0;
let sharingTold = false;

function show(status) {
  const point = history.add(performance.now(), status.behaviour, status.framedTcp, status.latencyBoundsMillis);
  showLoad(status.callers);
  showSharing(status.shareable, status.sharing);
  showBehaviour(status.behaviour);
  showOutcome('framed-tcp', status.framedTcp);
  showOutcome('naive', status.naive);
  showPool(status.pool, status.sharing ?? NOT_SHARED);
  showCountsByName('errors', status.framedTcp.errors, (kind) => kind, (kind) => ERRORS[kind]);
  showCountsByName('closed', status.statistics.closed, (reason) => reason.toLowerCase().replaceAll('_', ' '));
  showCounts('statistics', status.statistics);
  $('last-connect-failure').hidden = !status.lastConnectFailure;
  setText($('last-connect-failure'), `The last failed ${status.lastConnectFailure}`);
  if (point) {
    showRates(point);
    drawPlots();
  }
}

function showLoad(callers) {
  if (callers > 0 && callers !== callersAsking) {
    $('callers').value = callers;
    $('callers-chosen').value = callers;
  }
  callersAsking = callers;
  setText($('run'), callers > 0 ? 'Stop' : 'Start');
  setText($('load-state'), callers > 0
    ? `${callers === 1 ? 'One caller asks' : `${callers} callers ask`} for one price after the other.` : 'Nobody asks.');
}

function showSharing(shareable, sharing) {
  $('share').disabled = !shareable;
  if (!sharingTold) {
    $('share').checked = Boolean(sharing);
  }
  setText($('connections'), sharing ? 'connection, shared by all callers' : 'connections');
  $('sharing').hidden = !sharing;
}

function showBehaviour(behaviour) {
  $('behaviours').disabled = !behaviour;
  $('behaviours').querySelectorAll('button').forEach((button) =>
    button.setAttribute('aria-pressed', button.dataset.behaviour === behaviour));
  setText($('behaviour-state'), BEHAVIOURS[behaviour] ?? NOT_OURS);
}

function showOutcome(id, counts) {
  $(id).hidden = !counts;
  if (counts) {
    showCounts(id, { ...counts, errors: total(counts.errors) });
    $(id).querySelector('.verdict').classList.toggle('bad', counts.wrong > 0);
  }
}

function showPool(pool, sharing) {
  showCounts('pool', { ...sharing, ...pool, notOpen: Math.max(0, pool.maxTotal - pool.active - pool.idle) });
  const states = Array.from({ length: pool.maxTotal }, (_, slot) =>
    slot < pool.active ? 'slot active' : slot < pool.active + pool.idle ? 'slot idle' : 'slot');
  showMarks($('slots'), states);
  showMarks($('waiting'), Array(pool.waiting).fill('caller'));
}

function showMarks(parent, classes) {
  while (parent.children.length > classes.length) {
    parent.lastChild.remove();
  }
  classes.forEach((each, index) => {
    const mark = parent.children[index] ?? parent.appendChild(document.createElement('i'));
    mark.className = each;
  });
}

function showCounts(id, counts) {
  $(id).querySelectorAll('[data-count]').forEach((each) => setText(each, number(counts[each.dataset.count])));
}

function showCountsByName(id, counts, name, meaning = () => '') {
  const rows = Object.entries(counts).sort(([one], [other]) => one.localeCompare(other)).map(([key, count]) => {
    const row = document.createElement('div');
    const term = row.appendChild(document.createElement('dt'));
    term.textContent = name(key);
    if (meaning(key)) {
      term.appendChild(document.createElement('small')).textContent = meaning(key);
    }
    const value = row.appendChild(document.createElement('dd'));
    value.dataset.count = key;
    value.textContent = number(count);
    return row;
  });
  if (rows.length === 0) {
    const none = document.createElement('div');
    none.appendChild(document.createElement('dt')).textContent = 'none';
    none.appendChild(document.createElement('dd')).textContent = '0';
    rows.push(none);
  }
  $(id).replaceChildren(...rows);
}

function showRates(point) {
  setText($('rate-right'), number(point.right));
  setText($('rate-errors'), number(point.errors));
  setText($('latency-p50'), point.p50 === null ? '–' : number(point.p50));
  setText($('latency-p99'), point.p99 === null ? '–' : number(point.p99));
}

function drawPlots() {
  draw($('throughput'), history.points, ['right'], linear(4), { labelled: true });
  draw($('failures'), history.points, ['errors'], linear(2));
  draw($('latency'), history.points, ['p50', 'p99'], logarithmic, { dated: true });
}

// A live region is read out whenever it is written to, so only changes are written.
function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

// A command that failed stays on the page until the next one.
function notice(id, text) {
  $(id).hidden = !text;
  setText($(id), text);
}

async function ask(path, options = {}) {
  const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_MILLIS), ...options });
  if (!response.ok) {
    throw new Error(`${path} answered with status ${response.status}.`);
  }
  return response;
}

async function tell(path, value) {
  try {
    notice('command-failed', '');
    await ask(path, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) });
  }
  catch (error) {
    notice('command-failed', `That did not work: ${error.message}`);
  }
}

async function poll() {
  try {
    show(await (await ask('desk')).json());
    notice('no-answer', '');
  }
  catch (error) {
    notice('no-answer', `The application does not answer; what is shown is old. ${error.message}`);
  }
  setTimeout(poll, POLL_MILLIS);
}

$('callers').addEventListener('input', () => $('callers-chosen').value = $('callers').value);
$('callers').addEventListener('change', () => callersAsking > 0 && tell('desk/callers', $('callers').valueAsNumber));
$('run').addEventListener('click', () => tell('desk/callers', callersAsking > 0 ? 0 : $('callers').valueAsNumber));
$('behaviours').addEventListener('click', (event) =>
  event.target.dataset.behaviour && tell('desk/behaviour', event.target.dataset.behaviour));

$('share').addEventListener('change', async () => {
  sharingTold = true;
  await tell('desk/sharing', $('share').checked);
  sharingTold = false;
});

addEventListener('resize', drawPlots);

poll();
