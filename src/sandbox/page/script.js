/** Keeps the page as it would be when loaded anew, without losing what is being typed. Everything works without it too, by hand. */

const parse = text => new DOMParser().parseFromString(text, 'text/html');
const keyOf = node => (node.nodeType === Node.ELEMENT_NODE ? node.id : '');

/** Makes `old` look like `fresh`, touching only what differs. */
function morph(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  if (old.isEqualNode(fresh)) return;
  if (old.tagName === 'TEXTAREA') return follow(old, fresh);
  // What somebody has opened, or what this script fills in by itself, stays as it is.
  if (old.matches('#flash, [data-own]')) return;
  const isOpen = old.tagName === 'DETAILS' && (old.id !== '' || (old.matches('.tour *') && sameTurn(old, fresh)));
  for (const { name } of [...old.attributes])
    if (!fresh.hasAttribute(name) && !(isOpen && name === 'open')) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (old.getAttribute(name) !== value && !(isOpen && name === 'open')) old.setAttribute(name, value);
  if (old.tagName === 'INPUT') {
    if (old.type === 'checkbox') old.checked = fresh.hasAttribute('checked');
    if (old !== document.activeElement && old.type === 'hidden') old.value = fresh.value;
    return;
  }
  morphChildren(old, fresh);
}

/** The tour opens and folds what is next and what was; what else is open there, somebody reads. */
const sameTurn = (old, fresh) => old.hasAttribute('data-next') === fresh.hasAttribute('data-next');

/** Nobody has typed into it: it goes with the text it was made from, or an old one would be sent back. */
function follow(text, fresh) {
  const typed = text.value !== text.defaultValue;
  if (typed || text.defaultValue === fresh.defaultValue) return;
  text.defaultValue = fresh.defaultValue;
  text.dispatchEvent(new Event('input', { bubbles: true }));
}

function morphChildren(old, fresh) {
  const named = new Map([...old.children].filter(keyOf).map(child => [child.id, child]));
  const wanted = new Set([...fresh.children].map(keyOf).filter(Boolean));
  let here = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    while (here && keyOf(here) && !wanted.has(keyOf(here))) here = dropped(here);
    const known = keyOf(next) ? named.get(next.id) : null;
    const fits = here && !keyOf(here) && !keyOf(next) && here.nodeName === next.nodeName;
    if (known) {
      if (known === here) here = here.nextSibling;
      else old.insertBefore(known, here);
      morph(known, next);
    } else if (fits) {
      const after = here.nextSibling;
      morph(here, next);
      here = after;
    } else {
      old.insertBefore(document.importNode(next, true), here);
    }
  }
  while (here) here = dropped(here);
}

function dropped(node) {
  const after = node.nextSibling;
  node.remove();
  return after;
}

let shown = Date.now();
function show(doc) {
  document.title = doc.title;
  morph(document.body, doc.body);
  shown = Date.now();
}

function elapsed(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} m ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

/** What is under way counts on between two looks. This world's clock may be ahead of ours. */
setInterval(() => {
  const now = Number(document.body.dataset.now) + Date.now() - shown;
  for (const one of document.querySelectorAll('[data-since]')) one.textContent = elapsed(now - Number(one.dataset.since));
}, 1000);

function say(words) {
  const flash = document.querySelector('#flash');
  flash.textContent = words;
  flash.className = words ? 'flash flash-error mb-3' : '';
}

/** By hand: after `scrollIntoView` the first Tab goes on from there, past the link that skips to the content. */
for (const here of document.querySelectorAll('.UnderlineNav [aria-current], .pull-tabs [aria-current]')) {
  const strip = here.closest('.UnderlineNav, .pull-tabs ul');
  const [one, all] = [here.getBoundingClientRect(), strip.getBoundingClientRect()];
  strip.scrollLeft += one.left + one.width / 2 - (all.left + all.width / 2);
}

let asked = 0;
/** The newest answer counts: an older one that comes later is of an older world. */
async function refresh() {
  asked += 1;
  const mine = asked;
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  const text = await answer.text();
  if (mine === asked && answer.ok) show(parse(text));
}

const soon = () => {
  clearTimeout(soon.timer);
  soon.timer = setTimeout(() => refresh().catch(() => {}), 30);
};

/** "now" becomes "1 minute ago" though nothing happened. */
setInterval(soon, 60_000);

const source = new EventSource('/live');
source.addEventListener('message', soon);
source.addEventListener('open', () => say(''));
source.addEventListener('error', () => say('The sandbox has stopped, or starts again. This page goes on when it is back.'));
addEventListener('pagehide', () => source.close());

/** Sends a form as it is, or these fields; answers the page that came back and how to show it, or null when it was refused. */
async function send(action, fields) {
  asked += 1;
  const mine = asked;
  const answer = await fetch(action, { method: 'POST', body: new URLSearchParams(fields) });
  const doc = parse(await answer.text());
  if (answer.ok) {
    say('');
    // What was asked for since may be shown by now, and newer than this.
    return { answer, show: () => (mine === asked ? show(doc) : soon()) };
  }
  say(doc.querySelector('#refused')?.textContent ?? doc.body.textContent);
  // What was under way when it was sent is not shown any more.
  soon();
  return null;
}

document.addEventListener('submit', async event => {
  const form = event.target;
  if (!form.matches('.quiet')) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  const buttons = form.querySelectorAll('button');
  const came = await send(form.getAttribute('action'), fields).catch(() => null);
  if (!came) return;
  if (new URL(came.answer.url).pathname !== location.pathname) location.assign(came.answer.url);
  else {
    form.closest('details')?.removeAttribute('open');
    if (form.matches('.say')) form.reset();
    came.show();
    // A click leaves its mark on the button; whoever came by keyboard goes on from it.
    for (const button of buttons) if (!button.matches(':focus-visible')) button.blur();
  }
});

document.addEventListener('change', async event => {
  const box = event.target;
  const words = box.matches?.('[data-task]') && box.closest('[data-tick]');
  if (!words) return;
  const token = document.querySelector('input[name=token]').value;
  const fields = {
    token,
    back: location.pathname,
    ...Object.fromEntries(new URLSearchParams(words.dataset.tick)),
    task: box.dataset.task,
    checked: box.checked,
  };
  const came = await send('/act/tick', fields).catch(() => null);
  if (came) came.show();
  else box.checked = !box.checked;
});

let typing = null;
document.addEventListener('input', event => {
  const text = event.target;
  if (!text.matches('[data-validate]')) return;
  clearTimeout(typing);
  typing = setTimeout(async () => {
    const answer = await fetch(text.dataset.validate, { method: 'POST', body: new URLSearchParams(new FormData(text.form)) });
    if (answer.ok) document.querySelector('#verdict').replaceChildren(...parse(await answer.text()).body.childNodes);
  }, 120);
});

document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.matches('.say textarea'))
    event.target.form.requestSubmit(event.target.form.querySelector('.btn-primary'));
  if (event.key === 'Escape') for (const menu of document.querySelectorAll('details.menu[open]')) close(menu);
});

document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
});

function close(menu) {
  menu.open = false;
  menu.querySelector('summary').focus();
}
