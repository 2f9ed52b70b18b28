/** Small pieces that several modules share. */

/** Make an element. Text is always text, never markup.
 *  @template {keyof HTMLElementTagNameMap} T
 *  @param {T} tag
 *  @param {Record<string, string>} [attributes]
 *  @param {...(Node | string)} children
 *  @returns {HTMLElementTagNameMap[T]} */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Call `act` once the calls have paused for `wait` ms.
 *  @template {unknown[]} A
 *  @param {(...a: A) => void} act
 *  @param {number} wait
 *  @returns {(...a: A) => void} */
export function paused(act, wait) {
  /** @type {number | undefined} */
  let timer;
  return (...a) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...a), wait);
  };
}

/** Load a classic script once.
 *  @type {Map<string, Promise<void>>} */
const loaded = new Map();

/** @param {string} path below /static/ @returns {Promise<void>} */
export function script(path) {
  const known = loaded.get(path);
  if (known) return known;
  const promise = new Promise((resolve, reject) => {
    const element = make("script", { src: staticUrl(path) });
    element.onload = () => resolve(undefined);
    element.onerror = () => reject(new Error(path));
    document.head.append(element);
  });
  loaded.set(path, promise);
  return promise;
}

/** @param {string} path */
export function style(path) {
  const href = staticUrl(path);
  if (!document.querySelector(`link[href="${href}"]`)) {
    document.head.append(make("link", { rel: "stylesheet", href }));
  }
}

/** @param {string} path */
export function staticUrl(path) {
  return (document.body.dataset.static || "/static/") + path;
}

/** Speak a sentence to screen readers. @param {string} sentence */
export function speak(sentence) {
  const region = document.getElementById("spoken");
  if (region) region.textContent = sentence;
}
