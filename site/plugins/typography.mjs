// Binds the short words of Russian prose to their neighbours. Headings are left alone: their addresses are made of
// their text.
import { SKIP, visit } from 'unist-util-visit';
import { bind } from '../src/bind.js';

export function typography() {
  return (tree, file) => {
    if (file.path.endsWith('.en.mdx')) return;
    visit(tree, (node) => {
      if (node.type === 'element' && /^(?:pre|code|h[1-6])$/.test(node.tagName)) return SKIP;
      if (/^mdxJsx/.test(node.type)) {
        const title = node.attributes.find((a) => a.name === 'title' && typeof a.value === 'string');
        if (title) title.value = bind(title.value);
      }
      if (node.type === 'text') node.value = bind(node.value);
    });
  };
}
