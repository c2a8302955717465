import type {
  Experimental_DecisionModelV4,
  JSONObject,
  LanguageModelV4,
  LanguageModelV4CallOptions,
} from '@ai-sdk/provider'
import { describe, expectTypeOf, it } from 'vitest'
import type { AskableDecisionModel } from './ask/decision-model.js'
import type { AskableLanguageModel, LanguageModelCall } from './model-interface.js'

describe('a model of the AI SDK', () => {
  it('can be asked as it is, without a cast', () => {
    expectTypeOf<LanguageModelV4>().toExtend<AskableLanguageModel>()
    expectTypeOf<Experimental_DecisionModelV4>().toExtend<AskableDecisionModel>()
  })

  it('understands every call that is made', () => {
    type Call = Omit<LanguageModelCall, 'providerOptions'> & {
      providerOptions?: Record<string, JSONObject>
    }
    expectTypeOf<Call>().toExtend<LanguageModelV4CallOptions>()
    type DecisionCall = Omit<Parameters<AskableDecisionModel['doDecide']>[0], 'providerOptions'>
    expectTypeOf<DecisionCall>().toExtend<Parameters<Experimental_DecisionModelV4['doDecide']>[0]>()
  })
})
