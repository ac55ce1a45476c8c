// A Russian line should neither end with a short preposition nor begin with a dash.
import { SKIP, visit } from 'unist-util-visit';

const short = /(^|[\s(«"])([а-яёА-ЯЁ]{1,2}) (?=\S)/g;

export function bind(text) {
  // Twice, for two short words in a row.
  const bound = text.replace(short, '$1$2\u00a0').replace(short, '$1$2\u00a0');
  return bound.replace(/ (?=[—–] )/g, '\u00a0').replace(/(\d) (?=[а-яё]|%)/g, '$1\u00a0');
}

export function typography() {
  return (tree, file) => {
    if (file.path.endsWith('.en.mdx')) return;
    visit(tree, (node) => {
      if (node.type === 'element' && (node.tagName === 'pre' || node.tagName === 'code')) return SKIP;
      if (/^mdxJsx/.test(node.type)) {
        const title = node.attributes.find((a) => a.name === 'title' && typeof a.value === 'string');
        if (title) title.value = bind(title.value);
      }
      if (node.type === 'text') node.value = bind(node.value);
    });
  };
}
