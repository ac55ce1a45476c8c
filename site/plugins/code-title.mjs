// A fence's title="..." becomes data-title of the highlighted <pre>; CodeBlock.astro shows it.
export function codeTitle() {
  return {
    name: 'code-title',
    pre(node) {
      const title = /(?:^|\s)title="([^"]*)"/.exec(this.options.meta?.__raw ?? '')?.[1];
      if (title) node.properties.dataTitle = title;
      // The browser script makes a block focusable where it has something to scroll.
      delete node.properties.tabindex;
    },
  };
}
