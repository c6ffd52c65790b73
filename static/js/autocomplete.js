// Suggests names under a box with data-names, one a line. What was typed stays as it was
// typed until the person chooses a name, and nothing of it is sent while they type.
"use strict";

const MOST = 8;

function suggestions(names, typed) {
  const start = typed.trim().toLowerCase();
  const begins = (name) => name.toLowerCase().startsWith(start);
  const hasWord = (name) => name.toLowerCase().includes(` ${start}`);
  const found = [...names.filter(begins), ...names.filter(hasWord)];
  const isComplete = found.length === 1 && found[0].toLowerCase() === start;
  return isComplete ? [] : found.slice(0, MOST);
}

function asHtml(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}

// The library has no place for these, and takes its own description away.
function keepDescribed(box, described, invalid) {
  const ids = `${described ?? ""} ${box.id}__assistiveHint`.trim();
  const describe = () => {
    if (box.getAttribute("aria-describedby") !== ids) {
      box.setAttribute("aria-describedby", ids);
    }
  };
  if (invalid) {
    box.setAttribute("aria-invalid", "true");
  }
  new MutationObserver(describe).observe(box, { attributeFilter: ["aria-describedby"] });
  describe();
}

function enhance(box) {
  const { names, found, usage } = box.dataset;
  const listed = names.split("\n");
  const place = document.createElement("div");
  const described = box.getAttribute("aria-describedby");
  box.replaceWith(place);
  accessibleAutocomplete({
    element: place,
    id: box.id,
    name: box.name,
    defaultValue: box.value,
    source: (typed, show) => show(suggestions(listed, typed)),
    minLength: 2,
    confirmOnBlur: false,
    displayMenu: "overlay",
    showNoOptionsFound: false,
    templates: { inputValue: (name) => name, suggestion: asHtml },
    tAssistiveHint: () => usage,
    tStatusQueryTooShort: () => "",
    tStatusNoResults: () => `${found} 0`,
    tStatusResults: (count) => `${found} ${count}`,
    tStatusSelectedOption: (name, count, index) => `${name}, ${index + 1} / ${count}`,
  });
  keepDescribed(document.getElementById(box.id), described, box.ariaInvalid);
}

document.querySelectorAll("input[data-names]").forEach(enhance);
