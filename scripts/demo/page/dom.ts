/**
 * The little that this page needs of a way to make elements. Text is always set as text.
 *
 * There is no virtual tree: whoever renders keeps the elements it made and changes what changed.
 */
type Child = Node | string | null;

/** An element with classes and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function button(className: string, text: string, press: () => void): HTMLButtonElement {
  const made = el('button', `button ${className}`, text);
  made.type = 'button';
  made.addEventListener('click', press);
  return made;
}

/** The element that has to be there. */
export function find(root: ParentNode, selector: string): HTMLElement {
  return findAs(root, selector, HTMLElement);
}

/** The element of this kind that has to be there. */
export function findAs<T extends Element>(
  root: ParentNode,
  selector: string,
  kind: new () => T,
): T {
  const found = root.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${selector}, or another element`);
}

export function byId(id: string): HTMLElement {
  return find(document, `#${id}`);
}

/** Sets the text if it is another: a text that is set again is announced again. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Calls once per frame at most, however often it is asked. */
export function everyFrame(run: () => void): () => void {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      run();
    });
  };
}
