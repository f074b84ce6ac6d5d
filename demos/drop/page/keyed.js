/**
 * Makes a list's items agree with values, and leaves alone what stays: an item keeps its element, so also the focus, the place of a
 * pointer and a text that is being selected.
 *
 * @template T
 * @param {HTMLElement} list
 * @param {T[]} values
 * @param {{key: (value: T) => string, make: (value: T) => HTMLElement, update: (item: HTMLElement, value: T) => void}} how
 */
export function keyed(list, values, { key, make, update }) {
  const former = new Map([...list.children].map((item) => [/** @type {HTMLElement} */ (item).dataset.key, /** @type {HTMLElement} */ (item)]));
  let before = null;
  for (const value of values) {
    const name = key(value);
    let item = former.get(name);
    former.delete(name);
    if (!item) {
      item = make(value);
      item.dataset.key = name;
    }
    update(item, value);
    const next = before ? before.nextElementSibling : list.firstElementChild;
    if (next !== item) list.insertBefore(item, next);
    before = item;
  }
  for (const item of former.values()) item.remove();
}

/** A copy of the `<template>` with that id. @param {string} id */
export function fromTemplate(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
}

/** The part of an item that is called so. @param {Element} item @param {string} name @returns {any} */
export const part = (item, name) => item.querySelector(`[data-part="${name}"]`);

/** Touches the document only where something differs. @param {Element} target @param {string} text */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/** @param {Element} target @param {string} name @param {string} value */
export function setAttribute(target, name, value) {
  if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}
