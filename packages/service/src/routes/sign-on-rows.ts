import type { Routes } from './route.js'

const providerAway = {
  title: 'The identity provider does not answer',
  detail: 'Try again, or come in with a token.',
} as const

/** Sign-on through an OpenID Connect provider. Served where one is configured. */
export const signOnRows = {
  signOn: {
    method: 'GET',
    path: '/v1/sign-on',
    caller: 'everyone',
    summary: 'Sends a browser to the identity provider',
    answers: { 302: { description: 'There' } },
    problems: { 503: providerAway },
  },
  signedOn: {
    method: 'GET',
    path: '/v1/sign-on/callback',
    caller: 'everyone',
    summary: 'Where the identity provider sends a browser back to; opens the console’s session',
    answers: { 302: { description: 'To the console' } },
    problems: {
      400: {
        title: 'This sign-on was not begun here',
        detail: 'Begin at /v1/sign-on, in the same browser, and take no longer than ten minutes.',
      },
      401: {
        title: 'The sign-on is not believed',
        detail: 'What the browser brought back does not fit what was asked, or was used before.',
      },
      403: { title: 'That person is not let in', detail: 'Ask whoever runs the service.' },
    },
  },
} as const satisfies Routes
