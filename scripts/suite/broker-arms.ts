import { type BrokerChoice, labelOf } from './broker-choice.ts'

/**
 * The arms of a suite with the brokers that were asked for. With one broker, each queue arm has it. With several, a
 * queue arm becomes an arm per broker. An arm that names a broker stays only if that broker was asked for.
 */
export function withBrokers(arms: Readonly<Record<string, unknown>>, brokers: readonly BrokerChoice[]): object {
  return Object.fromEntries(
    Object.entries(arms).flatMap(([name, arm]) => {
      if (brokers.length === 0 || !isQueueArm(arm)) return [[name, arm]]
      const { kind, storage } = arm.broker
      if (kind !== undefined) {
        const isAsked = brokers.some((one) => one.kind === kind && (one.storage ?? storage) === storage)
        return isAsked ? [[name, arm]] : []
      }
      return brokers.map((choice) => [
        brokers.length === 1 ? name : armName(name, choice),
        { ...arm, broker: { ...arm.broker, kind: choice.kind, storage: choice.storage } },
      ])
    }),
  )
}

/** Name of the arm that one of several brokers makes of an arm. */
export function armName(arm: string, choice: BrokerChoice): string {
  return `${arm}-${labelOf(choice)}`
}

function isQueueArm(arm: unknown): arm is { readonly broker: { readonly kind?: unknown; readonly storage?: unknown } } {
  const { style, broker } = Object(arm)
  return style === 'queue' && typeof broker === 'object' && broker !== null
}
