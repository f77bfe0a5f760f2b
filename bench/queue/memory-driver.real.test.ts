import { contract } from './contract.testing.ts'
import { memoryDriver } from './memory-driver.ts'

contract(memoryDriver, undefined)
