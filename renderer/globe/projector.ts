import { type Camera, Cartesian3, Cartesian4, Matrix4 } from 'cesium';

/** Polar radius of the ellipsoid, m: a little too small, so nothing that can be seen is left out. */
const RADIUS_M = 6_356_752;

/** World to CSS pixels for one frame; independent of the resolution at which the scene itself is drawn. */
export class Projector {
  width = 1;
  height = 1;
  private readonly matrix = new Matrix4();
  private readonly clip = new Cartesian4();
  private readonly point = new Cartesian4();
  private readonly eye = new Cartesian3();

  aim(camera: Camera, width: number, height: number): void {
    this.width = width;
    this.height = height;
    Matrix4.multiply(camera.frustum.projectionMatrix, camera.viewMatrix, this.matrix);
    Cartesian3.clone(camera.positionWC, this.eye);
  }

  /** Undefined behind the camera or beyond the horizon. */
  project(world: Cartesian3): { x: number; y: number } | undefined {
    this.point.x = world.x;
    this.point.y = world.y;
    this.point.z = world.z;
    this.point.w = 1;
    const c = Matrix4.multiplyByVector(this.matrix, this.point, this.clip);
    if (c.w <= 0 || this.beyondHorizon(world)) return undefined;
    return {
      x: ((c.x / c.w + 1) / 2) * this.width,
      y: ((1 - c.y / c.w) / 2) * this.height,
    };
  }

  /** Horizon test of a sphere (Ring 2013, Horizon Culling, cesium.com/blog/2013/04/25). */
  private beyondHorizon(world: Cartesian3): boolean {
    const { eye } = this;
    const [dx, dy, dz] = [world.x - eye.x, world.y - eye.y, world.z - eye.z];
    const along = -(dx * eye.x + dy * eye.y + dz * eye.z);
    const horizon = Cartesian3.magnitudeSquared(eye) - RADIUS_M * RADIUS_M;
    return along > horizon && (along * along) / (dx * dx + dy * dy + dz * dz) > horizon;
  }
}
