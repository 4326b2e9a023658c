package face

import (
	"image"
	"math"
	"sync"

	"gonum.org/v1/gonum/mat"
)

// meanShape are the places of the 68 landmarks in a mean face of size 1, in the frame of dlib's template of five points: the mean of the landmarks found in 33
// sure faces of press photos and their mirror images, each first brought to it by the similarity of least squares. It is symmetric
// about x = 1/2, so that a mirrored face has it too.
var meanShape = [68]Point{
	{-0.1254, 0.2427},
	{-0.1158, 0.4100},
	{-0.0901, 0.5670},
	{-0.0603, 0.7112},
	{-0.0047, 0.8694},
	{0.0808, 0.9955},
	{0.1815, 1.0821},
	{0.3074, 1.1702},
	{0.5000, 1.2218},
	{0.6926, 1.1702},
	{0.8185, 1.0821},
	{0.9192, 0.9955},
	{1.0047, 0.8694},
	{1.0603, 0.7112},
	{1.0901, 0.5670},
	{1.1158, 0.4100},
	{1.1254, 0.2427},
	{0.0112, 0.0986},
	{0.0825, 0.0540},
	{0.1812, 0.0363},
	{0.2690, 0.0443},
	{0.3488, 0.0711},
	{0.6512, 0.0711},
	{0.7310, 0.0443},
	{0.8188, 0.0363},
	{0.9175, 0.0540},
	{0.9888, 0.0986},
	{0.5000, 0.2304},
	{0.5000, 0.3403},
	{0.5000, 0.4448},
	{0.5000, 0.5421},
	{0.3924, 0.5990},
	{0.4405, 0.6148},
	{0.5000, 0.6284},
	{0.5595, 0.6148},
	{0.6076, 0.5990},
	{0.1336, 0.2169},
	{0.1881, 0.1867},
	{0.2684, 0.1839},
	{0.3376, 0.2254},
	{0.2734, 0.2458},
	{0.1918, 0.2464},
	{0.6624, 0.2254},
	{0.7316, 0.1839},
	{0.8119, 0.1867},
	{0.8664, 0.2169},
	{0.8082, 0.2464},
	{0.7266, 0.2458},
	{0.2538, 0.7935},
	{0.3398, 0.7579},
	{0.4461, 0.7314},
	{0.5000, 0.7439},
	{0.5539, 0.7314},
	{0.6602, 0.7579},
	{0.7462, 0.7935},
	{0.6551, 0.8727},
	{0.5774, 0.9090},
	{0.5000, 0.9197},
	{0.4226, 0.9090},
	{0.3449, 0.8727},
	{0.2716, 0.7933},
	{0.4252, 0.7858},
	{0.5000, 0.7855},
	{0.5748, 0.7858},
	{0.7284, 0.7933},
	{0.5726, 0.8380},
	{0.5000, 0.8441},
	{0.4274, 0.8380},
}

const (
	// ShapedSide is the size of a chip of the mean face's shape, in pixels, and shapeMargin how much of it is seen about a face of size 1, on
	// each side, in its sizes.
	ShapedSide  = 150
	shapeMargin = 0.25
	// shapeStiffness is what the bending of the spline weighs against its way past the landmarks: they are found to a few pixels only.
	shapeStiffness = 0.3
	// shapeStep is the distance of the places, in pixels of the chip, between which the spline is taken for even.
	shapeStep  = 10
	shapeNodes = ShapedSide/shapeStep + 1 // beside each other
)

// cutShaped cuts a face out of a photo in the shape of the mean face: what lies at its landmarks comes to lie at those of meanShape, and
// what lies between them goes along, by a smoothing thin-plate spline (Bookstein, "Principal warps", 1989). That takes out what a turned
// head, an open mouth or a double chin do to the places of things, and what is left differs by the person. Active appearance models
// have such shape-free faces (Cootes, Edwards and Taylor, 1998). Large faces are averaged down first; beyond the photo its edge goes
// on.
func cutShaped(photo raster, points [68]Point) Chip {
	nodes := shapeNodesIn(points)
	small := photo.reduce(int(clamp(chipScale(nodes), 1, float64(photo.longest()))), bounds(nodes))
	for i, p := range nodes {
		nodes[i] = small.centred(p)
	}
	chip := image.NewRGBA(image.Rect(0, 0, ShapedSide, ShapedSide))
	row := make([]uint8, 3*ShapedSide)
	for v := range ShapedSide {
		upper, part := nodes[v/shapeStep*shapeNodes:], float64(v%shapeStep)/shapeStep
		lower := upper[shapeNodes:]
		at := func(i int) Point { return upper[i].towards(lower[i], part) }
		from := at(0)
		for i := range shapeNodes - 1 {
			to := at(i + 1)
			small.line(from, Point{(to.X - from.X) / shapeStep, (to.Y - from.Y) / shapeStep}, repeated, row[3*i*shapeStep:][:3*shapeStep])
			from = to
		}
		setRow(chip, v, row)
	}
	return chip
}

// centred is where a place of the photo lies in the reduced picture, pixels having their place in their middle.
func (r reduced) centred(p Point) Point {
	return Point{(p.X+0.5)*r.scaleX - 0.5 - r.left, (p.Y+0.5)*r.scaleY - 0.5 - r.top}
}

// chipScale is the number of the photo's pixels per pixel of the chip, along a row near its middle.
func chipScale(nodes []Point) float64 {
	const middle = shapeNodes / 2
	from, to := nodes[middle*shapeNodes], nodes[middle*shapeNodes+shapeNodes-1]
	return math.Hypot(to.X-from.X, to.Y-from.Y) / ShapedSide
}

// shapeNodesIn are the places in the photo of the pixels 0, shapeStep, … of the chip, row after row, for a face with these landmarks.
func shapeNodesIn(points [68]Point) []Point {
	spline := shapeSpline()
	nodes := make([]Point, shapeNodes*shapeNodes)
	for i := range nodes {
		row := spline.RawRowView(i)
		for j, p := range points {
			nodes[i].X += row[j] * p.X
			nodes[i].Y += row[j] * p.Y
		}
	}
	return nodes
}

// shapeSpline is the spline as a matrix: as the landmarks of the mean face never change, each node's place in the photo is a sum of the
// landmarks' places there, which this matrix weighs.
var shapeSpline = sync.OnceValue(func() *mat.Dense {
	const n = len(meanShape)
	system := mat.NewDense(n+3, n+3, nil)
	for i, p := range meanShape {
		row := splineRow(p)
		for j, v := range row {
			system.Set(i, j, v)
			if j >= n {
				system.Set(j, i, v)
			}
		}
		system.Set(i, i, shapeStiffness)
	}
	var inverse mat.Dense
	_ = inverse.Inverse(system) // it is always the same matrix, which has one
	nodes := mat.NewDense(shapeNodes*shapeNodes, n+3, nil)
	for i := range shapeNodes * shapeNodes {
		nodes.SetRow(i, splineRow(Point{shapePlace(i % shapeNodes), shapePlace(i / shapeNodes)}))
	}
	var spline mat.Dense
	spline.Mul(nodes, inverse.Slice(0, n+3, 0, n))
	return &spline
})

// shapePlace is where the node of that number lies in the mean face, along either axis. Pixels have their places in their middle: so the
// mirror image of a chip is the chip of the mirrored face.
func shapePlace(node int) float64 {
	return (float64(node*shapeStep)+0.5)/ShapedSide*(1+2*shapeMargin) - shapeMargin
}

// splineRow is what a thin-plate spline through the mean face weighs at a place: d² log d² of the distance to each landmark, and 1, x, y.
func splineRow(p Point) []float64 {
	row := make([]float64, 0, len(meanShape)+3)
	for _, m := range meanShape {
		d := (p.X-m.X)*(p.X-m.X) + (p.Y-m.Y)*(p.Y-m.Y)
		if d > 0 {
			d *= math.Log(d)
		}
		row = append(row, d)
	}
	return append(row, 1, p.X, p.Y)
}
