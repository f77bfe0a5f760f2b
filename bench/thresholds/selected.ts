/** One arm of one variant. */
export interface CellName {
  readonly variant: string
  readonly arm: string
}

/** Whether a threshold is about an arm. */
export function isSelected(
  { arm, variant }: { readonly arm: string | undefined; readonly variant: string | undefined },
  cell: CellName,
): boolean {
  return (arm === undefined || arm === cell.arm) && (variant === undefined || variant === cell.variant)
}
