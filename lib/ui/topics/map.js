// The map of projects on a canvas, so that 50 000 points are drawn at once. Press and drag to draw an outline; its
// corners are sent to the page, which is filtered by it. Buttons, a double click, a pinch of two fingers on a touchpad
// and the wheel with Ctrl zoom; the wheel alone scrolls the page. Text from data is only ever text: it is written on the
// canvas or as textContent.
const MARGIN = 14;
const NEAR = 9;
const MOST_CORNERS = 48;
const CLOSEST = 40;
// The last view of each set of points, so that a rerun of the page keeps it.
const views = new Map();

function shape(context, kind, x, y, r) {
  context.beginPath();
  if (kind === 1) context.rect(x - r, y - r, 2 * r, 2 * r);
  else if (kind === 2) { context.moveTo(x, y - 1.3 * r); context.lineTo(x + 1.2 * r, y + r); context.lineTo(x - 1.2 * r, y + r); context.closePath(); }
  else if (kind === 3) { context.moveTo(x, y - 1.4 * r); context.lineTo(x + 1.4 * r, y); context.lineTo(x, y + 1.4 * r); context.lineTo(x - 1.4 * r, y); context.closePath(); }
  else if (kind === 4) { const a = r / 2.2, b = 1.3 * r; context.rect(x - b, y - a, 2 * b, 2 * a); context.rect(x - a, y - b, 2 * a, 2 * b); }
  else if (kind === 5) { context.moveTo(x, y + 1.3 * r); context.lineTo(x + 1.2 * r, y - r); context.lineTo(x - 1.2 * r, y - r); context.closePath(); }
  else context.arc(x, y, r, 0, 2 * Math.PI);
}

function inside(outline, x, y) {
  let odd = false;
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const [x1, y1] = outline[i], [x2, y2] = outline[j];
    if ((y1 > y) !== (y2 > y) && x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)) odd = !odd;
  }
  return odd;
}

// At most as many corners as an address can hold, spread evenly along the line that was drawn.
function corners(path) {
  const step = Math.max(1, path.length / MOST_CORNERS);
  const kept = [];
  for (let at = 0; at < path.length; at += step) kept.push(path[Math.floor(at)]);
  return kept.map(([x, y]) => [Math.round(x * 1000) / 1000, Math.round(y * 1000) / 1000]);
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const box = parentElement.querySelector(".box");
  const canvas = parentElement.querySelector("canvas");
  const tooltip = parentElement.querySelector(".tooltip");
  const legend = parentElement.querySelector(".legend");
  const draw = parentElement.querySelector(".draw");
  const [closer, wider, all] = parentElement.querySelectorAll(".zoom button");
  const context = canvas.getContext("2d");
  const { x, y, topic, title, names, colours, shapes, grey, text, ground, outline, chosen } = data;
  const stop = new AbortController();
  const signal = stop.signal;
  let width = 0, height = 0, path = null, outlined = false, ground_picture = null;

  canvas.setAttribute("aria-label", data.alt);
  // The area of the map with points fills the canvas.
  let [west, east, south, north] = [1, -1, 1, -1];
  for (let i = 0; i < x.length; i++) {
    west = Math.min(west, x[i]); east = Math.max(east, x[i]);
    south = Math.min(south, y[i]); north = Math.max(north, y[i]);
  }
  const whole = { west, north, across: Math.max(0.02, east - west), up: Math.max(0.02, north - south) };
  const called = JSON.stringify(whole);
  let { across, up } = whole;
  const toX = (value) => MARGIN + (value - west) / across * (width - 2 * MARGIN);
  const toY = (value) => MARGIN + (north - value) / up * (height - 2 * MARGIN);
  const fromX = (pixel) => west + (pixel - MARGIN) / (width - 2 * MARGIN) * across;
  const fromY = (pixel) => north - (pixel - MARGIN) / (height - 2 * MARGIN) * up;

  // Points by their square of a grid, to find what the pointer is over.
  const SQUARES = 64;
  const squareOf = (value) => Math.min(SQUARES - 1, Math.max(0, Math.floor((value + 1) / 2 * SQUARES)));
  const grid = new Map();
  for (let i = 0; i < x.length; i++) {
    const key = squareOf(x[i]) * SQUARES + squareOf(y[i]);
    if (grid.has(key)) grid.get(key).push(i); else grid.set(key, [i]);
  }
  const strong = (i) => (!outline.length || inside(outline, x[i], y[i])) && (chosen < 0 || topic[i] === chosen);

  function points() {
    const r = x.length > 20000 ? 1.6 : x.length > 3000 ? 2.2 : width < 500 ? 3 : 4;
    const some = outline.length > 0 || chosen >= 0;
    for (const faint of some ? [true, false] : [false]) {
      for (let i = 0; i < x.length; i++) {
        if (some && strong(i) === faint) continue;
        const t = topic[i];
        context.globalAlpha = faint ? 0.13 : 0.8;
        context.fillStyle = t < 0 ? grey : colours[t];
        const px = toX(x[i]), py = toY(y[i]);
        if (x.length > 20000) context.fillRect(px - r, py - r, 2 * r, 2 * r);
        else { shape(context, t < 0 ? 0 : shapes[t], px, py, r); context.fill(); }
      }
    }
    context.globalAlpha = 1;
  }

  // Names at the centres of their topics, largest first; those that would overlap another are left out.
  function labels() {
    const size = 11;
    context.font = `600 ${size}px ${getComputedStyle(box).fontFamily}`;
    context.textAlign = "center";
    const taken = [];
    for (const [name, lx, ly, number] of data.labels) {
      if (chosen >= 0 && number !== chosen) continue;
      const [mx, my] = [toX(lx), toY(ly)];
      if (mx < 0 || mx > width || my < 0 || my > height) continue;
      const lines = name.split("\n");
      const wide = Math.max(...lines.map((line) => context.measureText(line).width)) + 6;
      const high = lines.length * (size + 2) + 4;
      const left = Math.min(Math.max(mx, wide / 2), width - wide / 2) - wide / 2;
      const top = Math.min(Math.max(my, high / 2), height - high / 2) - high / 2;
      if (taken.some((o) => left < o[0] + o[2] && o[0] < left + wide && top < o[1] + o[3] && o[1] < top + high)) continue;
      taken.push([left, top, wide, high]);
      lines.forEach((line, n) => {
        const px = left + wide / 2, py = top + (n + 1) * (size + 2);
        context.strokeStyle = ground; context.lineWidth = 4; context.lineJoin = "round";
        context.strokeText(line, px, py);
        context.fillStyle = text;
        context.fillText(line, px, py);
      });
    }
  }

  function line(corners_, closed) {
    if (corners_.length < 2) return;
    context.beginPath();
    corners_.forEach(([cx, cy], n) => n ? context.lineTo(toX(cx), toY(cy)) : context.moveTo(toX(cx), toY(cy)));
    if (closed) context.closePath();
    context.strokeStyle = text; context.lineWidth = 1.5; context.setLineDash([5, 4]);
    context.stroke();
    context.setLineDash([]);
  }

  function everything() {
    const scale = window.devicePixelRatio || 1;
    width = box.clientWidth;
    if (!width) return;
    height = Math.round(Math.min(640, Math.max(340, width * whole.up / whole.across)));
    canvas.width = width * scale; canvas.height = height * scale;
    canvas.style.height = `${height}px`;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    points();
    labels();
    line(outline, true);
    ground_picture = context.getImageData(0, 0, canvas.width, canvas.height);
  }

  function over(px, py) {
    let best = -1, least = NEAR * NEAR;
    const reachX = NEAR / (width - 2 * MARGIN) * across, reachY = NEAR / (height - 2 * MARGIN) * up;
    const vx = fromX(px), vy = fromY(py);
    for (let a = squareOf(vx - reachX); a <= squareOf(vx + reachX); a++)
      for (let b = squareOf(vy - reachY); b <= squareOf(vy + reachY); b++)
        for (const i of grid.get(a * SQUARES + b) || []) {
          const away = (toX(x[i]) - px) ** 2 + (toY(y[i]) - py) ** 2;
          if (away < least) { least = away; best = i; }
        }
    return best;
  }

  function tell(px, py) {
    const i = over(px, py);
    tooltip.hidden = i < 0;
    if (i < 0) return;
    tooltip.replaceChildren();
    for (const words of [title[i], topic[i] < 0 ? "unassigned" : names[topic[i]]]) {
      const row = document.createElement("div");
      row.textContent = words;
      tooltip.append(row);
    }
    const wide = Math.min(300, width - 16);
    tooltip.style.maxWidth = `${wide}px`;
    tooltip.style.left = `${Math.min(Math.max(px + 12, 4), Math.max(4, width - tooltip.offsetWidth - 6))}px`;
    tooltip.style.top = `${py + 16 + tooltip.offsetHeight > height ? py - tooltip.offsetHeight - 10 : py + 16}px`;
  }

  const place = (event) => {
    const bounds = canvas.getBoundingClientRect();
    return [event.clientX - bounds.left, event.clientY - bounds.top];
  };

  function show(view) {
    ({ west, north, across, up } = view);
    views.set(called, view);
    tooltip.hidden = true;
    closer.disabled = whole.across / across >= CLOSEST;
    wider.disabled = all.disabled = across >= whole.across;
    everything();
  }
  // Zooms about a pixel of the canvas, which stays in place; never beyond the whole map.
  function zoom(factor, px, py) {
    const times = Math.min(CLOSEST, Math.max(1, whole.across / across * factor));
    const vx = fromX(px), vy = fromY(py);
    const next = { across: whole.across / times, up: whole.up / times };
    const left = vx - (px - MARGIN) / (width - 2 * MARGIN) * next.across;
    const top = vy + (py - MARGIN) / (height - 2 * MARGIN) * next.up;
    next.west = Math.min(whole.west + whole.across - next.across, Math.max(whole.west, left));
    next.north = Math.max(whole.north - whole.up + next.up, Math.min(whole.north, top));
    show(next);
  }
  const ofMiddle = (factor) => () => zoom(factor, width / 2, height / 2);
  closer.addEventListener("click", ofMiddle(2), { signal });
  wider.addEventListener("click", ofMiddle(0.5), { signal });
  all.addEventListener("click", () => show(whole), { signal });
  // A click on a point waits for what may be the second of a double click.
  let waits = 0;
  canvas.addEventListener("click", (event) => {
    clearTimeout(waits);
    const i = event.detail > 1 || outlined ? -1 : over(...place(event));
    if (i >= 0) waits = setTimeout(() => setTriggerValue("point", i), 350);
  }, { signal });
  canvas.addEventListener("dblclick", (event) => zoom(event.shiftKey ? 0.5 : 2, ...place(event)), { signal });
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(2 ** (-event.deltaY / 100), ...place(event));
  }, { signal, passive: false });

  const drawing = () => draw.getAttribute("aria-pressed") === "true";
  const mayDraw = (event) => event.pointerType === "mouse" || drawing();

  canvas.addEventListener("pointerdown", (event) => {
    if (!mayDraw(event) || event.button !== 0) { tell(...place(event)); return; }
    const [px, py] = place(event);
    path = [[fromX(px), fromY(py)]];
    tooltip.hidden = true;
    canvas.setPointerCapture(event.pointerId);
  }, { signal });
  canvas.addEventListener("pointermove", (event) => {
    const [px, py] = place(event);
    if (!path) { tell(px, py); return; }
    path.push([fromX(px), fromY(py)]);
    context.putImageData(ground_picture, 0, 0);
    line(path, false);
  }, { signal });
  canvas.addEventListener("pointerup", (event) => {
    if (!path) return;
    const drawn = path;
    path = null;
    const xs = drawn.map((p) => toX(p[0])), ys = drawn.map((p) => toY(p[1]));
    const size = (v) => Math.max(...v) - Math.min(...v);
    context.putImageData(ground_picture, 0, 0);
    if (drawn.length < 3 || size(xs) < 8 || size(ys) < 8) { outlined = false; tell(...place(event)); return; }
    outlined = true;
    draw.setAttribute("aria-pressed", "false");
    canvas.style.touchAction = "pan-y";
    setTriggerValue("outline", corners(drawn));
  }, { signal });
  canvas.addEventListener("pointercancel", () => { path = null; if (ground_picture) context.putImageData(ground_picture, 0, 0); }, { signal });
  canvas.addEventListener("pointerleave", () => { tooltip.hidden = true; }, { signal });
  draw.addEventListener("click", () => {
    draw.setAttribute("aria-pressed", String(!drawing()));
    // While an outline is drawn with a finger, the page must not scroll.
    canvas.style.touchAction = drawing() ? "none" : "pan-y";
  }, { signal });

  legend.replaceChildren();
  names.forEach((name, number) => {
    const entry = document.createElement("button");
    entry.type = "button";
    entry.setAttribute("aria-pressed", String(number === chosen));
    const mark = document.createElement("canvas");
    mark.width = mark.height = 24;
    mark.setAttribute("aria-hidden", "true");
    const pen = mark.getContext("2d");
    pen.fillStyle = colours[number];
    shape(pen, shapes[number], 12, 12, 8);
    pen.fill();
    const words = document.createElement("span");
    words.textContent = name;
    entry.append(mark, words);
    entry.addEventListener("click", () => setTriggerValue("topic", number === chosen ? "" : name), { signal });
    legend.append(entry);
  });

  const watch = new ResizeObserver(() => { if (box.clientWidth !== width) everything(); });
  watch.observe(box);
  width = box.clientWidth;
  show(views.get(called) || whole);
  return () => { stop.abort(); watch.disconnect(); };
}
