import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const green: MantineColorsTuple = [
  '#eaf6f0',
  '#d6ebe1',
  '#aed6c3',
  '#83c0a4',
  '#5cab88',
  '#379672',
  '#1c8360',
  '#0b6e4f',
  '#095c42',
  '#064833',
]

/** Mantine wired to the tokens of tokens.css; sizes are variables so that phone and wall screen change in one place. */
export const theme = createTheme({
  primaryColor: 'green',
  primaryShade: { light: 7, dark: 6 },
  colors: { green },
  fontFamily: 'var(--vx-font)',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, monospace',
  fontSizes: {
    xs: 'var(--vx-text-sm)',
    sm: 'var(--vx-text)',
    md: 'var(--vx-text-lg)',
    lg: '16px',
    xl: 'var(--vx-text-title)',
  },
  headings: { fontFamily: 'var(--vx-font)', fontWeight: '700' },
  radius: { xs: '5px', sm: '8px', md: '8px', lg: '10px', xl: '14px' },
  defaultRadius: 'sm',
  black: '#16221d',
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    // Help stands under the field, so that fields side by side keep their line.
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: false, multiline: true, maw: 320 } },
    Popover: { defaultProps: { shadow: 'var(--vx-shadow)', radius: 'lg' } },
    Menu: {
      defaultProps: {
        shadow: 'var(--vx-shadow)',
        radius: 'lg',
        // The placeholder is a focusable child of role=menu that is no item: readers announce it, axe refuses it.
        withInitialFocusPlaceholder: false,
      },
    },
    Modal: { defaultProps: { radius: 'lg', centered: true } },
    // Their <header> is taken for a second banner of the page; the dialog has its name from the title in it.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
  },
})

const shared: Record<`--${string}`, string> = {
  '--mantine-line-height': 'var(--vx-line)',
  '--mantine-color-text': 'var(--vx-ink)',
  '--mantine-color-bright': 'var(--vx-ink)',
  '--mantine-color-body': 'var(--vx-card)',
  '--mantine-color-dimmed': 'var(--vx-muted)',
  '--mantine-color-placeholder': 'var(--vx-muted)',
  '--mantine-color-anchor': 'var(--vx-green)',
  '--mantine-color-error': 'var(--vx-red)',
  '--mantine-color-success': 'var(--vx-green)',
  '--mantine-color-default': 'var(--vx-card)',
  '--mantine-color-default-hover': 'var(--vx-hover)',
  '--mantine-color-default-color': 'var(--vx-ink)',
  '--mantine-color-default-border': 'var(--vx-line-color)',
  '--mantine-color-disabled': 'var(--vx-sunken)',
  '--mantine-color-disabled-color': 'var(--vx-faint)',
  '--mantine-color-disabled-border': 'var(--vx-line-color)',
  '--mantine-color-green-text': 'var(--vx-green)',
  '--mantine-color-green-filled': 'var(--vx-green-fill)',
  '--mantine-color-green-filled-hover': 'var(--vx-green-fill-hover)',
  '--mantine-color-green-light': 'var(--vx-green-tint)',
  '--mantine-color-green-light-hover': 'var(--vx-green-tint)',
  '--mantine-color-green-light-color': 'var(--vx-green-ink)',
  '--mantine-color-green-outline': 'var(--vx-green)',
  '--mantine-color-red-text': 'var(--vx-red)',
  '--mantine-color-red-filled': 'var(--vx-red-fill)',
  '--mantine-color-red-filled-hover': 'var(--vx-red-fill-hover)',
  '--mantine-color-red-light': 'var(--vx-red-tint)',
  '--mantine-color-red-light-color': 'var(--vx-red)',
  '--mantine-color-gray-text': 'var(--vx-muted)',
  '--mantine-color-gray-light': 'var(--vx-neutral-tint)',
  '--mantine-color-gray-light-hover': 'var(--vx-hover)',
  '--mantine-color-gray-light-color': 'var(--vx-muted)',
}

/** Points Mantine's variables at the tokens, so one switch of `data-mantine-color-scheme` turns everything. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: shared,
})
