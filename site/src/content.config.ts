import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';

const text = z.string().trim().min(1);

// Strict: a mistyped field is named instead of ignored.
const lesson = z.strictObject({
  title: text,
  description: text,
  order: z.number().int().positive(),
  difficulty: z.enum(['beginner', 'intermediate', 'advanced']),
  estimatedTime: z.number().int().positive(),
  topics: z.array(text).nonempty(),
  prerequisites: z.array(z.string().regex(/^module-\d+\/\d\d-[a-z0-9-]+$/, 'expected module-N/NN-name')),
});

export const collections = {
  course: defineCollection({
    loader: glob({
      base: './src/content/course',
      pattern: '**/*.mdx',
      generateId: ({ entry }) => entry.replace(/\.mdx$/, ''),
    }),
    schema: lesson,
  }),
};
