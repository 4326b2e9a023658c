package face

import (
	"context"
	"image"
)

// embedBatch is how many chips, each with its mirror, go through the network at once.
const embedBatch = 16

// Embed describes aligned faces: for each the mean of the network's outputs for the chip and its mirror, 128 numbers. Compare two
// by Euclidean distance, as they are: they have no unit length, and don't need it.
func (n *Networks) Embed(ctx context.Context, chips ...Chip) ([][]float32, error) {
	embeddings := make([][]float32, 0, len(chips))
	for len(chips) > 0 {
		batch := chips[:min(len(chips), embedBatch)]
		chips = chips[len(batch):]
		single, err := n.embedSingle(ctx, batch, true)
		if err != nil {
			return nil, err
		}
		for i := range batch {
			mean, mirrored := single[i], single[len(batch)+i]
			for j := range mean {
				mean[j] = (mean[j] + mirrored[j]) / 2
			}
			embeddings = append(embeddings, mean)
		}
	}
	return embeddings, nil
}

// embedSingle is the network's output for the chips, followed, where mirrors is set, by that for their mirrors.
func (n *Networks) embedSingle(ctx context.Context, chips []Chip, mirrors bool) ([][]float32, error) {
	const size = chipSide * chipSide * 3
	count := len(chips)
	if mirrors {
		count *= 2
	}
	pixels := make([]float32, count*size)
	for i, c := range chips {
		out := pixels[i*size:][:size]
		for j := range out {
			out[j] = (c[j] - recogniserMean[j%3]) / 255
		}
		if mirrors {
			mirror(pixels[(len(chips)+i)*size:][:size], out)
		}
	}
	out, err := n.compute(ctx, pixels, count, chipSide, chipSide, n.recogniser.run)
	if err != nil {
		return nil, err
	}
	rows := make([][]float32, count)
	for i := range rows {
		rows[i] = out[i*Size : (i+1)*Size : (i+1)*Size]
	}
	return rows, nil
}

// mirror copies pixels from the left to the right.
func mirror(dst, src []float32) {
	for y := range chipSide {
		for x := range chipSide {
			copy(dst[3*(y*chipSide+x):][:3], src[3*(y*chipSide+chipSide-1-x):][:3])
		}
	}
}

// Description is what a photo comes to.
type Description struct {
	// Faces are what Detect finds, and Main the index of the one that is described, −1 without faces.
	Faces []Face
	Main  int
	// Face is the main one. Without faces it is the whole picture, flagged NoFace.
	Face Face
	// Chip is that face aligned, and Embedding its description.
	Chip      Chip
	Embedding []float32
}

// Sure counts the faces that aren't uncertain.
func (d *Description) Sure() (count int) {
	for _, f := range d.Faces {
		if !f.Uncertain {
			count++
		}
	}
	return count
}

// Describe finds a photo's main face and describes it. Without a face the whole picture is taken for one, so that every photo has
// an embedding; Main says so.
func (n *Networks) Describe(ctx context.Context, img image.Image) (*Description, error) {
	d, err := n.Prepare(ctx, img)
	if err != nil || !n.describes() {
		return d, err
	}
	embeddings, err := n.Embed(ctx, d.Chip)
	if err != nil {
		return nil, err
	}
	d.Embedding = embeddings[0]
	return d, nil
}

// Prepare is Describe without the embedding: for folders, where Embed is quicker with many chips at once.
func (n *Networks) Prepare(ctx context.Context, img image.Image) (*Description, error) {
	r := rasterOf(img)
	faces, err := n.Detect(ctx, img)
	if err != nil {
		return nil, err
	}
	d := &Description{Faces: faces, Main: Main(faces, r.w, r.h)}
	if d.Main >= 0 {
		d.Face = faces[d.Main]
	} else {
		whole, err := n.Align(ctx, img, Box{0, 0, float64(r.w), float64(r.h)})
		if err != nil {
			return nil, err
		}
		d.Face = whole[0]
		d.Face.Quality = []Flag{NoFace}
	}
	d.Chip = cutChip(r, d.Face.Five, n.margin)
	return d, nil
}

// DescribeFaces describes further faces of a photo that Describe has looked at already, by their places among its Faces: for each
// what Describe would say if that face were the main one.
func (n *Networks) DescribeFaces(ctx context.Context, img image.Image, d *Description, which ...int) ([]*Description, error) {
	r := rasterOf(img)
	described, chips := make([]*Description, len(which)), make([]Chip, len(which))
	for k, i := range which {
		chips[k] = cutChip(r, d.Faces[i].Five, n.margin)
		described[k] = &Description{Faces: d.Faces, Main: i, Face: d.Faces[i], Chip: chips[k]}
	}
	if !n.describes() {
		return described, nil
	}
	embeddings, err := n.Embed(ctx, chips...)
	if err != nil {
		return nil, err
	}
	for k := range described {
		described[k].Embedding = embeddings[k]
	}
	return described, nil
}
