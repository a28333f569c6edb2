// Small drawings that are used more than once: hatching, arrows, words with the paper behind them.
export function line(ctx, x1, y1, x2, y2) {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

// A line of one CSS pixel falls between two device pixels unless it is moved by half of one.
export function crisp(value, ratio) {
  return (Math.round(value * ratio) + 0.5) / ratio;
}

export function hatch(ctx, { left, right, top, bottom }, { step = 7, colour, anchor = 0 }) {
  if (right <= left) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, right - left, bottom - top);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.globalAlpha *= 0.38;
  ctx.beginPath();
  const height = bottom - top;
  const first = Math.floor((left - height + anchor) / step) * step - anchor;
  for (let x = first; x < right; x += step) {
    ctx.moveTo(x, bottom);
    ctx.lineTo(x + height, top);
  }
  ctx.stroke();
  ctx.restore();
}

// shape: "up", "down" (triangles), "square", "diamond". Centre and half size in CSS pixels.
export function mark(ctx, shape, x, y, half, colour) {
  ctx.fillStyle = colour;
  ctx.beginPath();
  if (shape === "square") ctx.rect(x - half * 0.85, y - half * 0.85, half * 1.7, half * 1.7);
  else if (shape === "diamond") {
    for (const [dx, dy] of [[0, -half], [half, 0], [0, half], [-half, 0]]) ctx.lineTo(x + dx, y + dy);
    ctx.closePath();
  } else {
    const tip = shape === "up" ? -half : half;
    ctx.moveTo(x, y + tip);
    ctx.lineTo(x + half * 1.1, y - tip);
    ctx.lineTo(x - half * 1.1, y - tip);
    ctx.closePath();
  }
  ctx.fill();
}

// Words with a rim of paper around each letter: readable over lines, and hiding as little of them as can be.
// → width in CSS pixels.
export function words(ctx, text, x, y, { colour, paper, align = "left", size = 11, weight = 500, font }) {
  ctx.font = `${weight} ${size}px ${font}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  const width = ctx.measureText(text).width;
  const left = align === "center" ? x - width / 2 : align === "right" ? x - width : x;
  if (paper) {
    ctx.strokeStyle = paper;
    ctx.lineWidth = 4;
    ctx.lineJoin = "round";
    ctx.strokeText(text, left, y + 0.5);
  }
  ctx.fillStyle = colour;
  ctx.fillText(text, left, y + 0.5);
  return width;
}
