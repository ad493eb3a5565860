import { Fragment } from 'react'

/** Keys to press, as on a keyboard. Hidden where there is none (phones). */
export function KeyHint({ keys }: { keys: readonly string[] }) {
  return (
    <span className="vx-keys">
      {keys.map((key, i) => (
        <Fragment key={key}>
          {i > 0 && ' '}
          <kbd>{key}</kbd>
        </Fragment>
      ))}
    </span>
  )
}
