// Floating-point numbers in objects: planets that attract each other.
const expected = "821";
function job() {
  const bodies = Array.from({ length: 5 }, (_, n) => ({ x: n, y: n * 2, z: -n, vx: 0, vy: n / 9, vz: 0, mass: 1 + n }));
  for (let step = 0; step < 500000; step += 1) {
    for (let i = 0; i < bodies.length; i += 1) {
      const a = bodies[i];
      for (let j = i + 1; j < bodies.length; j += 1) {
        const b = bodies[j];
        const dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
        const distance = dx * dx + dy * dy + dz * dz + 0.1;
        const force = 0.0001 / (distance * Math.sqrt(distance));
        a.vx -= dx * b.mass * force; a.vy -= dy * b.mass * force; a.vz -= dz * b.mass * force;
        b.vx += dx * a.mass * force; b.vy += dy * a.mass * force; b.vz += dz * a.mass * force;
      }
    }
    for (const body of bodies) { body.x += body.vx * 0.001; body.y += body.vy * 0.001; body.z += body.vz * 0.001; }
  }
  return Math.round(bodies.reduce((sum, body) => sum + body.y, 0));
}
