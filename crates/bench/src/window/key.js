// From a key in the search to the list it leads to, with the layout done. Answers with milliseconds.
const done = arguments[0];
const field = document.querySelector("input[type=search]");
const list = document.querySelector("ab-service-list");
const grid = document.querySelector("ab-service-grid");
const times = [];
(async () => {
  for (let round = 0; round < 10; round += 1) {
    for (const text of [..."KEYS"].map((_, end) => "KEYS".slice(0, end + 1)).concat("")) {
      const start = performance.now();
      field.value = text;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await list.updateComplete;
      await grid.updateComplete;
      if (!grid.querySelector("[role=row][data-id]")) {
        throw new Error(`${text} finds nothing`);
      }
      grid.getBoundingClientRect();
      times.push(performance.now() - start);
      await new Promise(requestAnimationFrame);
    }
  }
  return times;
})().then(done, (error) => done([String(error)]));
