// Classes, methods that differ by class, and garbage.
const expected = "4000000";
class Shape { constructor(size) { this.size = size; } get twice() { return this.area() * 2; } }
class Square extends Shape { area() { return this.size * this.size; } }
class Line extends Shape { area() { return 0; } }
class Pair extends Shape { constructor(size) { super(size); this.parts = [new Square(size), new Line(size)]; } area() { return this.parts.reduce((sum, part) => sum + part.area(), 0); } }
function job() {
  let total = 0;
  for (let n = 0; n < 3000000; n += 1) {
    const size = n % 3;
    const shape = size === 0 ? new Line(size) : size === 1 ? new Square(size) : new Pair(1);
    total += shape.twice;
  }
  return total;
}
