export const predictPanel = {
  title: 'Prediction',
  noIncident: 'No incident, nothing to predict',
  otherHazard:
    'This model is for the wave of a slide into water; the active incident is no landslide. Use it with care.',
  assumed: 'default',
  addPlace: 'Add a place on the map',
  clearPlaces: 'Clear {{n}} places',
  placeN: 'Place {{n}}',
  run: 'Run',
  none: 'No prediction yet',
  field: {
    volumeM3: 'Volume',
    velocityMs: 'Impact velocity',
    slopeDeg: 'Slope of the slide',
    thicknessM: 'Thickness',
    widthM: 'Width',
    depthM: 'Water depth',
    azimuthDeg: 'Direction (from north)',
  },
} as const;
