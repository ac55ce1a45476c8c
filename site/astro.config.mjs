import mdx from '@astrojs/mdx';
import react from '@astrojs/react';
import { defineConfig, passthroughImageService } from 'astro/config';
import { copyLessons } from './build/copy-lessons.mjs';
import { codeTitle } from './build/code-title.mjs';
import { lessonMarkdown } from './build/lesson-markdown.mjs';
import { tables } from './build/tables.mjs';
import { typography } from './build/typography.mjs';
import promql from './build/promql.json' with { type: 'json' };

// SITE_BASE=/course puts the site below a path of its host.
const base = `/${process.env.SITE_BASE ?? ''}/`.replace(/\/{2,}/g, '/');

export default defineConfig({
  base,
  trailingSlash: 'always',
  image: { service: passthroughImageService() },
  devToolbar: { enabled: false },
  // Every script is a file of our own: the pages' policy allows no inline ones.
  vite: { build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 2048 } },
  markdown: {
    shikiConfig: {
      theme: 'css-variables', // colours: src/styles/lesson.css
      langs: [promql],
      transformers: [codeTitle()],
    },
  },
  integrations: [
    copyLessons(new URL('../lessons/', import.meta.url), new URL('src/content/course/', import.meta.url)),
    react(),
    mdx({ remarkPlugins: [[lessonMarkdown, { base }]], rehypePlugins: [tables, typography] }),
  ],
});
