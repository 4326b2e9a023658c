package face

import (
	"context"
	"image"

	"siamface/model/parallel"
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
	all, err := n.DescribeAll(ctx, img)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// DescribeAll is Describe for several photos, which takes less time than one after the other; all of them are in memory, so let them be
// few or small.
func (n *Networks) DescribeAll(ctx context.Context, images ...image.Image) ([]*Description, error) {
	all, err := n.PrepareAll(ctx, images...)
	if err != nil || !n.describes() {
		return all, err
	}
	chips := make([]Chip, len(all))
	for i, d := range all {
		chips[i] = d.Chip
	}
	embeddings, err := n.Embed(ctx, chips...)
	if err != nil {
		return nil, err
	}
	for i, d := range all {
		d.Embedding = embeddings[i]
	}
	return all, nil
}

// PrepareAll is DescribeAll without the embeddings.
func (n *Networks) PrepareAll(ctx context.Context, images ...image.Image) ([]*Description, error) {
	pictures := make([]raster, len(images))
	for i, img := range images {
		if pictures[i] = rasterOf(img); pictures[i].empty() {
			return nil, errEmpty
		}
	}
	faces, err := n.detect(ctx, pictures)
	if err != nil {
		return nil, err
	}
	all := make([]*Description, len(images))
	var whole []placed // for want of a face
	for i, r := range pictures {
		d := &Description{Faces: faces[i], Main: Main(faces[i], r.w, r.h)}
		if d.Main >= 0 {
			d.Face = d.Faces[d.Main]
		} else {
			d.Face.Box = Box{0, 0, float64(r.w), float64(r.h)}
			whole = append(whole, placed{r, &d.Face})
		}
		all[i] = d
	}
	if err := n.align(ctx, whole); err != nil {
		return nil, err
	}
	return all, parallel.Each(ctx, len(all), func(_ context.Context, i int) error {
		d := all[i]
		if d.Main < 0 {
			d.Face.Quality = []Flag{NoFace}
		}
		d.Chip = n.cut(pictures[i], d.Face)
		return nil
	}, nil)
}

// DescribeFaces describes further faces of a photo that Describe has looked at already, by their places among its Faces: for each
// what Describe would say if that face were the main one.
func (n *Networks) DescribeFaces(ctx context.Context, img image.Image, d *Description, which ...int) ([]*Description, error) {
	r := rasterOf(img)
	described, chips := make([]*Description, len(which)), make([]Chip, len(which))
	for k, i := range which {
		chips[k] = n.cut(r, d.Faces[i])
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
