// Wide tables become cards on a phone: each cell knows its column's name, and roles keep the table a table when CSS lays it out anew.
import { visit } from 'unist-util-visit';

const roles = { table: 'table', thead: 'rowgroup', tbody: 'rowgroup', tr: 'row', th: 'columnheader', td: 'cell' };

function textOf(node) {
  return node.value ?? (node.children ?? []).map(textOf).join('');
}

function elements(node, tag) {
  const found = [];
  visit(node, { type: 'element', tagName: tag }, (child) => void found.push(child));
  return found;
}

export function tables() {
  return (tree) => {
    for (const table of elements(tree, 'table')) {
      const names = elements(table, 'th').map(textOf);
      for (const row of elements(table, 'tr')) {
        elements(row, 'td').forEach((cell, column) => {
          if (names[column]) cell.properties.dataLabel = names[column];
        });
      }
      visit(table, 'element', (node) => {
        if (roles[node.tagName]) node.properties.role = roles[node.tagName];
      });
      table.properties.dataColumns = String(names.length);
    }
  };
}
