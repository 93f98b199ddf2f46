export const scenario = {
  tooLarge: 'The scenario file {{path}} is too large; it was not read.',
  notJson: 'The scenario file {{path}} is not valid JSON: {{why}}. Nothing was played.',
  invalid:
    'The scenario file {{path}} is wrong at {{at}}: {{why}} (and {{more}} more). Nothing was played.',
  rule: {
    time: 'The scenario file {{path}} is wrong at {{at}}: “{{id}}” is no time (and {{more}} more). Nothing was played.',
    end: 'The scenario file {{path}} is wrong at {{at}}: the end is not after the start (and {{more}} more). Nothing was played.',
    source:
      'The scenario file {{path}} is wrong at {{at}}: there is no source “{{id}}” (and {{more}} more). Nothing was played.',
    outside:
      'The scenario file {{path}} is wrong at {{at}}: the time is not between start and end (and {{more}} more). Nothing was played.',
    order:
      'The scenario file {{path}} is wrong at {{at}}: it is earlier than the one before it (and {{more}} more). Nothing was played.',
    trueAt:
      'The scenario file {{path}} is wrong at {{at}}: it was true after it was known (and {{more}} more). Nothing was played.',
    station:
      'The scenario file {{path}} is wrong at {{at}}: there is no station “{{id}}” (and {{more}} more). Nothing was played.',
    reading:
      'The scenario file {{path}} is wrong at {{at}}: neither stage nor discharge (and {{more}} more). Nothing was played.',
  },
  noIncident: 'The scenario “{{id}}” reports no incident: there is nothing to make a sheet of.',
  missing: 'The scenario file {{path}} was not found. Check the path.',
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
