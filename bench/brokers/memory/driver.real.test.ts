import { contract } from '../contract.testing.ts'
import { memoryDriver } from './driver.ts'

contract(memoryDriver, undefined)
