/**
 * Two-sided p of Student's t with a whole number of degrees of freedom: the finite sums 26.7.3 and 26.7.4 of Abramowitz
 * and Stegun, Handbook of Mathematical Functions. Its error is that of a difference from 1, about 1e-16.
 * @throws RangeError unless `degrees` is a whole number above 0.
 */
export function studentP(t: number, degrees: number): number {
  if (!Number.isInteger(degrees) || degrees < 1) {
    throw new RangeError(`degrees must be a whole number above 0, got ${degrees}`)
  }
  const angle = Math.atan(Math.abs(t) / Math.sqrt(degrees))
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)]
  const odd = degrees % 2 === 1
  let sum = 0
  let term = odd ? cos : 1
  for (let k = odd ? 1 : 0; k < degrees - 1; k += 2) {
    sum += term
    term *= (cos * cos * (k + 1)) / (k + 2)
  }
  const inside = odd ? (2 / Math.PI) * (angle + sin * sum) : sin * sum
  return Math.max(0, 1 - inside)
}
