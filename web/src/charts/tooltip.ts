// Tooltips as elements with classes: markup with style attributes is what our content-security
// policy forbids.
export interface TooltipRow {
  colour: string;
  name: string;
  text: string;
}

export function tooltipElement(title: string, rows: TooltipRow[]): HTMLElement {
  const box = document.createElement("div");
  box.className = "tip";
  const head = document.createElement("strong");
  head.textContent = title;
  box.append(head);
  for (const row of rows) {
    const line = document.createElement("span");
    line.className = "tip-row";
    const dot = document.createElement("i");
    dot.style.background = row.colour; // By the object model, which the policy allows.
    const name = document.createElement("span");
    name.textContent = row.name;
    const value = document.createElement("b");
    value.textContent = row.text;
    line.append(dot, name, value);
    box.append(line);
  }
  return box;
}
