package main

import (
	"context"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"siamface/model/recipes"
	"siamface/model/sample"
	"siamface/model/verify"
)

// size is how many numbers an embedding has, and photosEach how many photos a person.
const (
	size       = 512
	photosEach = 10
)

// readFaces are the embeddings of the ORL faces in a folder by the recipe face; without the folder or the networks, drawn ones.
func readFaces(ctx context.Context, orl string) (rows []float32, of string, err error) {
	files, _ := filepath.Glob(filepath.Join(orl, "*", "*", "*.pgm"))
	m, missing := recipes.Untrained(ctx)
	if len(files) == 0 || missing != nil {
		rows, _ = sample.Features(40, photosEach, size, 1)
		for i := range len(rows) / size {
			bringToLength(rows[i*size : (i+1)*size])
		}
		return rows, "drawn numbers", nil
	}
	found, err := verify.EmbedFiles(ctx, m, "/", files, nil)
	if err != nil {
		return nil, "", err
	}
	for i := range files {
		rows = append(rows, found.Of(i)...)
	}
	return rows, fmt.Sprintf("%d real faces, repeated with their numbers moved about and noise", len(rows)/size), nil
}

// repeatFaces repeats real embeddings until there are so many. Each time, all numbers are moved by some places, which makes other people of
// them, as far from each other; a little noise is added, and the length brought back to 1.
func repeatFaces(real []float32, photos int) []float32 {
	rows, random := make([]float32, photos*size), rand.New(rand.NewPCG(1, 1))
	for i := range photos {
		from, out := real[i*size%len(real):][:size], rows[i*size:][:size]
		moved := i * size / len(real) * 37 % size
		for k := range out {
			out[k] = from[(k+moved)%size] + float32(random.NormFloat64())*0.005
		}
		bringToLength(out)
	}
	return rows
}

// bringToLength brings an embedding to length 1.
func bringToLength(row []float32) {
	square := 0.0
	for _, v := range row {
		square += float64(v) * float64(v)
	}
	for k := range row {
		row[k] /= float32(math.Sqrt(square))
	}
}

// drawFolder writes small grey pictures of two people: drawn faces, each moved and changed a little.
func drawFolder(dir string, photos int) error {
	const side, kinds = 48, 200
	var faces [kinds]*image.Gray
	for i := range faces {
		faces[i] = sample.Draw(i/photosEach, i%photosEach, 1)
	}
	random := rand.New(rand.NewPCG(2, 2))
	for p := range 2 {
		person := filepath.Join(dir, fmt.Sprintf("p%d", p))
		if err := os.MkdirAll(person, 0o700); err != nil {
			return err
		}
		for i := range (photos + 1 - p) / 2 {
			img := faces[(i*2+p)%kinds]
			b, x, y := img.Bounds(), random.IntN(8), random.IntN(8)
			data := []byte(fmt.Sprintf("P5\n%d %d\n255\n", side, side))
			for row := range side {
				for column := range side {
					grey := img.GrayAt(b.Min.X+x+column*(b.Dx()-8)/side, b.Min.Y+y+row*(b.Dy()-8)/side).Y
					data = append(data, grey^byte(random.IntN(2)))
				}
			}
			if err := os.WriteFile(filepath.Join(person, fmt.Sprintf("%06d.pgm", i)), data, 0o600); err != nil {
				return err
			}
		}
	}
	return nil
}
