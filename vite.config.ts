import { minifyContractRouter } from '@orpc/contract'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { contract } from './src/domains/contract.ts'

// The typed client needs method and path of each route; the schemas, and zod with them, come with the forms.
const routes = JSON.stringify(minifyContractRouter(contract), (key, value) =>
  typeof value === 'string' && (key === 'summary' || key === 'right') ? undefined : value,
)

export default defineConfig({
  root: 'src/web',
  plugins: [react()],
  define: { VX_ROUTES: routes },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    manifest: true,
    chunkSizeWarningLimit: 900,
    // The kit's index only hands on: a page gets the parts it names, not the whole kit.
    rolldownOptions: {
      treeshake: { moduleSideEffects: [{ test: /src\/web\/kit\/index\.ts$/, sideEffects: false }] },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
})
