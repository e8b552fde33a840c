'use strict';
(() => {
  const $ = id => document.getElementById(id);
  const root = document.documentElement, strip = $('strip'), form = $('filters');
  const controls = { q: $('q'), year: $('year'), country: $('country'), kind: $('kind') };

  // Days are numbers made by dateline, from the first day of the axis: no date is read here.
  const events = [...document.querySelectorAll('.e')].map((el, i) => {
    const { d, q, o, y, c, k } = el.dataset;
    const [a, b] = d ? d.split(' ').map(Number) : [];
    return { el, i, a, b: b ?? a, qualified: q !== undefined, open: o !== undefined, y: ` ${y ?? ''} `, c: Number(c ?? 0), k: Number(k ?? 0), on: true, text: null };
  });
  const sections = [...document.querySelectorAll('main section')].map(el => {
    const inside = new Set(el.querySelectorAll('.e'));
    return { el, events: events.filter(e => inside.has(e.el)) };
  });

  // ---- Search: as dateline compares text, without regard to case and accents.
  const PLAIN = { 'ı': 'i', 'ς': 'σ', 'ł': 'l', 'ø': 'o', 'đ': 'd', 'ð': 'd', 'ħ': 'h', 'þ': 'th', 'ß': 'ss', 'æ': 'ae', 'œ': 'oe',
    '‘': "'", '’': "'", 'ʼ': "'", 'ʻ': "'", '“': '"', '”': '"', '„': '"' };
  const fold = text => text.normalize('NFKD')
    .replace(/[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]/g, '')
    .normalize('NFC').toLowerCase()
    .replace(/[ıςłøđðħþßæœ‘’ʼʻ“”„]/g, c => PLAIN[c]).replace(/[‐-―−]/g, '-');
  const sources = new Map();
  const textOf = e => {
    if (e.text === null) {
      const parts = [e.el.querySelector('.when').firstChild.textContent];
      for (const part of e.el.lastElementChild.children) {
        if (part.className !== 'refs') { parts.push(part.textContent); continue; }
        for (const ref of part.querySelectorAll('a')) {
          const id = ref.hash.slice(1);
          if (!sources.has(id)) sources.set(id, $(id)?.querySelector('bdi').textContent ?? '');
          parts.push(sources.get(id));
        }
      }
      e.text = fold(parts.join('\n'));
    }
    return e.text;
  };

  // ---- Filters: they act at once, and stand in the address.
  const number = n => n.toLocaleString('en');
  const counted = n => `${number(n)} event${n === 1 ? '' : 's'}`;
  const index = select => select ? select.selectedIndex : 0;
  const fixedMaybe = new Set(events.filter(e => e.el.querySelector('.maybe')));
  const mark = (e, maybe) => {
    if (maybe === !!e.maybe) return;
    e.maybe = maybe;
    if (fixedMaybe.has(e)) return;
    if (maybe) {
      const span = document.createElement('span');
      span.className = 'maybe';
      span.textContent = 'possible';
      e.el.querySelector('.when').append(span);
    } else e.el.querySelector('.maybe')?.remove();
  };
  const apply = () => {
    const q = fold(controls.q.value.trim());
    const y = index(controls.year), c = index(controls.country), k = index(controls.kind);
    let shown = 0, possible = 0;
    for (const e of events) {
      const certain = !y || e.y.includes(` ${y} `);
      const maybe = !certain && e.y.includes(` ${y}? `);
      const on = (certain || maybe) && (!c || e.c === c) && (!k || e.k === k) && (!q || textOf(e).includes(q));
      mark(e, on && maybe);
      if (on !== e.on) e.el.hidden = !on;
      e.on = on;
      shown += on;
      possible += on && (maybe || fixedMaybe.has(e));
    }
    for (const { el, events } of sections) el.hidden = !events.some(e => e.on);
    const filtered = !!(q || y || c || k);
    const of = filtered ? ` of ${number(events.length)}` : '';
    $('count').textContent = `${filtered ? number(shown) + of + (events.length === 1 ? ' event' : ' events') : counted(shown)}`
      + (possible ? `; ${number(possible)} only possible (○)` : '') + unknown.map(text => `; ${text}`).join('');
    $('none').hidden = shown > 0 || events.length === 0;
    $('clear').hidden = !filtered;
    draw();
    look();
  };
  const remember = () => {
    const state = new URLSearchParams();
    for (const [name, control] of Object.entries(controls)) {
      const value = control?.value.trim();
      if (value) state.set(name, value);
    }
    const hash = state.toString();
    history.replaceState(null, '', hash ? `#${hash}` : location.href.split('#')[0]);
  };
  // What the address asks for and the page does not have: it is said, and the address does not go on asking for it.
  let unknown = [];
  const recall = () => {
    const hash = location.hash.slice(1);
    if (hash && !hash.includes('=')) return;
    const state = new URLSearchParams(hash);
    unknown = [];
    for (const [name, control] of Object.entries(controls)) {
      const value = state.get(name) ?? '';
      if (control) control.value = value;
      if (control?.selectedIndex === -1) control.selectedIndex = 0;
      if (value && !control?.value) unknown.push(`no event has the ${name} “${value}” of the address`);
    }
    if (hash) remember();
  };
  const changed = () => { unknown = []; remember(); apply(); };
  form.addEventListener('input', changed);
  form.addEventListener('submit', event => event.preventDefault());
  $('clear').addEventListener('click', () => {
    for (const control of Object.values(controls)) if (control) control.value = '';
    changed();
    controls.q.focus();
  });
  controls.q.addEventListener('keydown', event => {
    if (event.key === 'Escape' && controls.q.value) { controls.q.value = ''; changed(); event.preventDefault(); }
  });
  addEventListener('hashchange', () => { recall(); apply(); });

  // ---- Going to an event or a source, without losing the filters that stand in the address.
  const go = el => {
    el.tabIndex = -1;
    el.focus({ preventScroll: true });
    el.scrollIntoView({ block: 'start' });
    // What was not laid out before may have another height than was thought.
    requestAnimationFrame(() => el.scrollIntoView({ block: 'start' }));
  };
  addEventListener('click', event => {
    const link = event.target.closest?.('a[href^="#"]');
    const target = link && $((link.hash ?? link.getAttribute('href')).replace('#', ''));
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!location.hash.includes('=')) history.pushState(null, '', `#${target.id}`);
    if (target.parentElement?.closest('.sources')) back(target, link.closest('.e'));
    go(target);
  });
  const back = (source, from) => {
    let link = $('back');
    if (!link) {
      link = document.createElement('a');
      link.id = 'back';
      link.textContent = '↩ back to the event';
    }
    link.href = `#${from.id}`;
    source.append(' ', link);
  };

  // ---- The overview: what is filtered out fades, and a cursor goes from event to event.
  let draw = () => {}, look = () => {};
  if (strip) {
    const [width, height] = strip.dataset.size.split(' ').map(Number);
    const svg = strip.querySelector('svg'), under = $('under'), legend = [...under.childNodes];
    const cursor = svg.querySelector('.cursor'), view = svg.querySelector('.view'), scrub = $('scrub');
    const marks = [...svg.querySelectorAll('[data-i]')];
    const ticks = [...svg.querySelectorAll('.axis a')].map(el => ({ el, days: el.dataset.d.split(' ').map(Number) }));
    const dated = events.filter(e => e.a !== undefined).sort((e, f) => e.a - f.a || e.b - f.b);
    const middle = e => (e.a + e.b) / 2 / width;
    const edges = strip.dataset.edges?.split(' ').map(Number);
    const bars = [...svg.querySelectorAll('rect.firm')], spreads = [...svg.querySelectorAll('rect.soft')];
    draw = () => {
      for (const m of marks) m.classList.toggle('off', !events[m.dataset.i].on);
      const shown = dated.filter(e => e.on);
      scrub.setAttribute('aria-valuemax', Math.max(shown.length, 1));
      scrub.setAttribute('aria-valuenow', Math.max(shown.indexOf(at) + 1, 1));
      // A tick leads to the first of its events that is shown, and nowhere where there is none.
      for (const { el, days: [start, end] } of ticks) {
        const e = events.find(e => e.on && !e.open && e.a >= start && e.a < end);
        if (e) el.setAttribute('href', `#${e.el.id}`); else el.removeAttribute('href');
      }
      if (!edges) return;
      // As Bins::add of scale.rs does.
      const firm = new Float64Array(edges.length - 1), soft = new Float64Array(edges.length - 1);
      const bin = day => { let low = 0, high = firm.length; while (high - low > 1) { const at = (low + high) >> 1; if (edges[at] <= day) low = at; else high = at; } return low; };
      for (const { a, b, qualified, on } of dated) {
        if (!on) continue;
        const first = bin(a), last = bin(b - 1);
        if (first === last && !qualified) { firm[first] += 1; continue; }
        for (let i = first; i <= last; i++) soft[i] += (Math.min(edges[i + 1], b) - Math.max(edges[i], a)) / (b - a);
      }
      const most = firm.reduce((most, n, i) => Math.max(most, n + soft[i]), 0) || 1;
      firm.forEach((n, i) => {
        const [low, high] = [n / most * height, soft[i] / most * height];
        bars[i].setAttribute('y', height - low); bars[i].setAttribute('height', low);
        spreads[i].setAttribute('y', height - low - high); spreads[i].setAttribute('height', high);
      });
    };
    let at = null;
    const point = e => {
      at = e;
      cursor.setAttribute('visibility', e ? 'visible' : 'hidden');
      if (!e) { under.replaceChildren(...legend); return; }
      const x = `${(middle(e) * 100).toFixed(2)}%`;
      cursor.setAttribute('x1', x); cursor.setAttribute('x2', x);
      const when = e.el.querySelector('.when').firstChild.textContent, title = e.el.querySelector('h3').textContent;
      const bold = document.createElement('b');
      bold.textContent = when;
      under.replaceChildren(bold, ` ${title}`);
      const shown = dated.filter(e => e.on);
      scrub.setAttribute('aria-valuenow', shown.indexOf(e) + 1);
      scrub.setAttribute('aria-valuetext', `${when}: ${title}`);
    };
    const nearest = event => {
      const over = event.target.closest?.('[data-i]');
      if (over && events[over.dataset.i].on) return events[over.dataset.i];
      const box = svg.getBoundingClientRect(), x = (event.clientX - box.left) / box.width;
      let best = null, least = Infinity;
      for (const e of dated) {
        const away = Math.abs(middle(e) - x);
        if (e.on && away < least) { best = e; least = away; }
      }
      return best;
    };
    let waiting = false;
    svg.addEventListener('pointermove', event => {
      if (waiting || event.pointerType === 'touch') return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; point(nearest(event)); });
    });
    svg.addEventListener('pointerleave', () => { if (document.activeElement !== scrub) point(null); });
    svg.addEventListener('click', event => {
      if (event.target.closest('a')) return;
      const e = nearest(event);
      if (e) { point(e); go(e.el); }
    });
    scrub.hidden = $('seen').hidden = false;
    scrub.style.height = `${height + 4}px`;
    scrub.addEventListener('focus', () => point(at?.on ? at : dated.find(e => e.on) ?? null));
    scrub.addEventListener('blur', () => point(null));
    scrub.addEventListener('keydown', event => {
      const shown = dated.filter(e => e.on), i = shown.indexOf(at), last = shown.length - 1;
      const to = { ArrowRight: i + 1, ArrowUp: i + 1, ArrowLeft: i - 1, ArrowDown: i - 1, PageUp: i + 10, PageDown: i - 10, Home: 0, End: last }[event.key];
      if (to !== undefined && last >= 0) { point(shown[Math.min(Math.max(to, 0), last)]); event.preventDefault(); }
      if ((event.key === 'Enter' || event.key === ' ') && at) { go(at.el); event.preventDefault(); }
    });
    // Where in time the reader is: the dates of what is on the screen.
    const list = $('events');
    let looking = false;
    look = () => {
      if (looking) return;
      looking = true;
      requestAnimationFrame(() => {
        looking = false;
        const box = list.getBoundingClientRect(), x = box.left + box.width * .8;
        const top = Math.max(box.top, sticky.getBoundingClientRect().bottom) + 4, bottom = Math.min(box.bottom, innerHeight) - 4;
        const find = (from, step) => {
          for (let y = from; y > 0 && y < innerHeight; y += step) {
            const el = document.elementFromPoint(x, y)?.closest('.e');
            if (el) return dated.find(e => e.el === el);
          }
        };
        const first = find(top, 24), last = find(bottom, -24);
        view.setAttribute('visibility', first && last ? 'visible' : 'hidden');
        if (!first || !last) return;
        const [a, b] = [Math.min(first.a, last.a), Math.max(first.b, last.b)];
        view.setAttribute('x', `${a / width * 100}%`);
        view.setAttribute('width', `${Math.max((b - a) / width * 100, .3)}%`);
      });
    };
    addEventListener('scroll', look, { passive: true });
  }

  // ---- How far what sticks to the top reaches down.
  const tools = document.querySelector('.tools');
  let sticky = tools;
  const measure = () => {
    sticky = getComputedStyle(tools).display === 'contents' ? (strip ?? tools) : tools;
    const sticks = getComputedStyle(sticky).position === 'sticky';
    root.style.setProperty('--top', `${sticks ? sticky.offsetHeight : 0}px`);
    look();
  };
  addEventListener('resize', measure);

  // ---- Light and dark: as the system has it, until the reader chooses.
  const theme = $('theme'), dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
  const show = () => { theme.textContent = isDark() ? 'Light' : 'Dark'; };
  try { const kept = localStorage.getItem('dateline-theme'); if (kept) root.dataset.theme = kept; } catch { /* a page from disk may have no storage */ }
  theme.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try { localStorage.setItem('dateline-theme', root.dataset.theme); } catch { /* likewise */ }
    show();
  });
  dark.addEventListener('change', show);
  show();
  theme.hidden = form.hidden = false;
  recall();
  apply();
  measure();
  // The first letter typed need not wait for the text of all events to be gathered.
  const idle = window.requestIdleCallback ?? (work => setTimeout(() => work({ timeRemaining: () => 10 }), 50));
  let gathered = 0;
  const gather = deadline => {
    while (gathered < events.length && deadline.timeRemaining() > 1) textOf(events[gathered++]);
    if (gathered < events.length) idle(gather);
  };
  idle(gather);
})();
