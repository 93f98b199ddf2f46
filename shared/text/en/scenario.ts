export const scenario = {
  tooLarge: 'The scenario file {{path}} is too large; it was not read.',
  notJson: 'The scenario file {{path}} is not valid JSON: {{why}}. Nothing was played.',
  invalid:
    'The scenario file {{path}} is wrong at {{at}}: {{why}} (and {{more}} more). Nothing was played.',
  unknown:
    'There is no scenario “{{id}}”. Known: {{known}}. The path of a scenario file will do as well.',
  unreadable: 'The scenario file {{path}} cannot be read: {{why}}.',
  eventRefused: 'Event {{n}} of the scenario “{{id}}” was not taken: {{why}}. The rest plays on.',
  notRunning: 'No scenario is playing on this line.',
  ended: 'The scenario has ended.',
  feed: {
    obs: 'Scenario · observations',
    sim: 'Simulated · observations',
    cap: 'Scenario · warnings',
    stage: 'Scenario · stages',
  },
} as const;
