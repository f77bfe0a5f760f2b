import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type BuildFailure, build, type Plugin } from 'esbuild'
import { ownModule } from '../../bench/core/own-code.ts'
import { SUITE_URL } from '../../bench/core/suite-url.ts'

/** The entry of this package, as in `exports` of package.json. */
const ENTRY = fileURLToPath(ownModule('../api/stormbench', import.meta.url))

/**
 * Bundles a file with all its imports into one module, which can be sent to a worker. `stormbench` means this package;
 * Node's rules find all other packages from the file. @throws Error with the place that cannot be built.
 */
export async function bundled(path: string): Promise<string> {
  // Packages in CommonJS ask for modules of Node by `require`.
  const requirer = `import { createRequire as __stormbench_requirer } from 'node:module'
const require = __stormbench_requirer(${JSON.stringify(pathToFileURL(path))})`
  try {
    const bundle = await build({
      entryPoints: [path],
      absWorkingDir: dirname(path),
      bundle: true,
      write: false,
      logLevel: 'silent',
      format: 'esm',
      platform: 'node',
      sourcemap: 'inline',
      sourcesContent: false,
      define: PLACES,
      banner: { js: requirer },
      footer: { js: `//# sourceURL=${SUITE_URL}` },
      plugins: [ownEntry, ownPlace],
    })
    return bundle.outputFiles[0]!.text
  } catch (error) {
    const { errors } = error as BuildFailure
    if (errors === undefined) throw error
    const places = errors.map(({ text, location }) =>
      location === null ? text : `${text} (at ${location.file}:${location.line})`,
    )
    throw new Error(places.slice(0, 10).join('; '))
  }
}

/**
 * Finds the entry of this package. What the entry loads later stays where it is: a suite needs none of it, and a module
 * beside it may import `simulate`.
 */
const ownEntry: Plugin = {
  name: 'own entry',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^stormbench$/ }, () => ({ path: ENTRY }))
    onResolve({ filter: /^\.\.?\// }, ({ path, importer, kind }) => {
      const isLater = kind === 'dynamic-import' && dirname(importer) === dirname(ENTRY)
      return isLater ? { path: new URL(path, pathToFileURL(importer)).href, external: true } : undefined
    })
  },
}

/** Expressions by which a module finds its place. In a bundle they would be the same for all modules. */
const PLACES: Readonly<Record<string, string>> = {
  'import.meta.url': '__stormbench_url',
  'import.meta.filename': '__stormbench_filename',
  'import.meta.dirname': '__stormbench_dirname',
  __filename: '__stormbench_filename',
  __dirname: '__stormbench_dirname',
}

const ownPlace: Plugin = {
  name: 'own place',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.[cm]?[jt]s$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      if (!Object.keys(PLACES).some((name) => text.includes(name))) return undefined
      const [url, filename, folder] = [pathToFileURL(path).href, path, dirname(path)].map((place) =>
        JSON.stringify(place),
      )
      const place = `var __stormbench_url = ${url}, __stormbench_filename = ${filename}, __stormbench_dirname = ${folder};`
      // On the first line, so that all lines keep their numbers.
      return { contents: place + text.replace(/^\uFEFF?(#!.*)?/, ''), loader: /ts$/.test(path) ? 'ts' : 'js' }
    }),
}
