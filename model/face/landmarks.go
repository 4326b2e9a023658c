package face

import (
	"context"
	"math"

	"siamface/model/onnx"
	"siamface/model/parallel"
)

// landmarkSide is the size of what the network of 68 points sees.
const landmarkSide = 64

// landmarker finds the 68 landmarks of a face.
type landmarker struct{ net *onnx.Network }

// landmarksSpec are the names of its input and output.
var landmarksSpec = onnx.Spec{Inputs: []string{"input"}, Outputs: []string{"output"}}

// leastRoll is how far a head must be rolled, in radians, to be turned upright for the landmarks, and uprights how often that is corrected.
const (
	leastRoll = 20 * math.Pi / 180
	uprights  = 3
)

// alignAll fills in the landmarks of faces.
func (l landmarker) alignAll(ctx context.Context, r raster, faces []Face) error {
	return parallel.Each(ctx, len(faces), func(_ context.Context, i int) (err error) {
		faces[i].Points, err = l.align(r, faces[i].Box, faces[i].Roll)
		faces[i].Five = fiveOf(faces[i].Points)
		return err
	}, nil)
}

// rollOf is how far a face with the detector's five points is rolled, by the way from its eyes to its mouth: 0 upright, rising clockwise.
func rollOf(five [5]Point) float64 {
	return rollBetween(centre(five[0], five[1]), centre(five[3], five[4]))
}

func rollBetween(eyes, mouth Point) float64 { return -math.Atan2(mouth.X-eyes.X, mouth.Y-eyes.Y) }

// align finds the landmarks in a box. A face that is rolled further than leastRoll is turned upright first: the network knows upright ones.
func (l landmarker) align(r raster, box Box, roll float64) (points [68]Point, err error) {
	if math.Abs(roll) < leastRoll {
		return l.landmarksIn(r, box)
	}
	middle, side := box.centre(), math.Sqrt(box.area())
	for range uprights {
		width := int(clamp(2*side/max(1, side/landmarkSide), 96, 256))
		crop, toPhoto := r.upright(middle, 2*side, roll, width)
		half, s := float64(width)/2, float64(width)/2 // s is the face's side in the crop
		local, err := l.landmarksIn(crop, Box{half - .45*s, half - .56*s, .9 * s, 1.12 * s})
		if err != nil {
			return points, err
		}
		for i, p := range local {
			points[i] = toPhoto.At(p.X, p.Y)
		}
		eyes := centre(centre(points[36:42]...), centre(points[42:48]...))
		roll = rollBetween(eyes, centre(points[48:68]...))
		b := bounds(local[:])
		c := b.centre()
		middle, side = toPhoto.At(c.X, c.Y), math.Sqrt(b.area())*2*side/float64(width)*1.02
	}
	return points, nil
}

// upright is the square of a photo about a place, turned by roll to stand upright, at width pixels, and how it lies in the photo. The
// edges of the photo go on outside.
func (r raster) upright(middle Point, side, roll float64, width int) (raster, Similarity) {
	k := side / float64(width)
	s := Similarity{A: math.Cos(roll) * k, B: math.Sin(roll) * k}
	half := float64(width-1) / 2
	s.X, s.Y = middle.X-(s.A*half-s.B*half), middle.Y-(s.B*half+s.A*half)
	reach := side * math.Sqrt2
	small := r.reduce(max(1, int(k)), Box{middle.X - reach/2, middle.Y - reach/2, reach, reach})
	out := newRaster(width, width, 3)
	for v := range width {
		small.lineBetween(s.At(0, float64(v)), s.At(1, float64(v)), repeated, out.pix[v*out.stride:][:out.stride])
	}
	return out, s
}

// landmarksIn runs the network on a box of a photo, its width and height apart.
func (l landmarker) landmarksIn(r raster, box Box) (points [68]Point, err error) {
	small := r.reduce(max(1, int(min(box.W, box.H)/landmarkSide)), box)
	values := make([]float32, landmarkSide*landmarkSide)
	row := make([]uint8, 3*landmarkSide)
	stepX, stepY := box.W/landmarkSide, box.H/landmarkSide
	for v := range landmarkSide {
		y := box.Y + float64(v)*stepY
		small.lineBetween(Point{box.X, y}, Point{box.X + stepX, y}, repeated, row)
		for u := range landmarkSide {
			values[v*landmarkSide+u] = float32(greyOf(row[3*u], row[3*u+1], row[3*u+2])) / 256
		}
	}
	out, err := l.net.Run(onnx.Tensor{Shape: []int64{1, 1, landmarkSide, landmarkSide}, Values: values})
	if err != nil {
		return points, err
	}
	for i := range points {
		points[i] = Point{float64(out[0].Values[2*i])*box.W + box.X, float64(out[0].Values[2*i+1])*box.H + box.Y}
	}
	return points, nil
}

// greyOf is 0.299 red + 0.587 green + 0.114 blue, rounded, in whole numbers as OpenCV has it.
func greyOf(r, g, b uint8) uint8 {
	return uint8((9798*uint32(r) + 19235*uint32(g) + 3735*uint32(b) + 1<<14) >> 15)
}

// fiveOf are the five points that align a face, from its 68 landmarks: the middles of the eye at the left of an upright picture and of that at
// the right, the tip of the nose, and the corners of the mouth.
func fiveOf(p [68]Point) [5]Point {
	return [5]Point{
		centre(p[37], p[38], p[40], p[41]), centre(p[43], p[44], p[46], p[47]), p[30],
		centre(p[48], p[60]), centre(p[54], p[64]),
	}
}
