// Package sample draws faces, so that the program can be tried without anyone's photos: seeded drawings of people who don't
// exist, with light, pose, expression and noise that change from picture to picture. They are no photographs and no measure
// of how well the program does on real faces; call them drawings wherever they are shown.
package sample

import (
	"context"
	"fmt"
	"image"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"

	"siamface/model/file"
	"siamface/model/pgm"
)

const (
	// People and Pictures are the usual numbers of drawn people, and of drawings of each.
	People   = 48
	Pictures = 10
)

// Draw makes one drawing, Width × Height. The same person, picture and seed give the same pixels; any numbers will do.
func Draw(who, picture int, seed uint64) *image.Gray {
	identity := dice{rand.New(rand.NewPCG(seed, uint64(who)))}
	occasion := dice{rand.New(rand.NewPCG(seed^0x9e3779b97f4a7c15, uint64(who)<<32^uint64(picture)))}
	d := drawing{person: newPerson(identity), moment: newMoment(occasion)}
	d.phase = identity.in(0, 2*math.Pi)
	d.pose = d.moment
	d.draw()
	return d.picture(occasion)
}

// MarkFile says in a folder that its faces are drawn. Hidden, it is no file that a folder's photos are counted beside.
const MarkFile = ".drawn"

// IsDrawn tells whether the faces of a folder are those that Write drew. They have what is asked of photos, but for one thing: a network
// that was taught faces takes all drawings for one person.
func IsDrawn(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, MarkFile))
	return err == nil
}

// Write draws people into dir as dir/d01/1.pgm and so on, making the folders. It calls progress, when given, after each
// drawing, and stops at once when ctx ends, leaving whole files only.
func Write(ctx context.Context, dir string, people, pictures int, seed uint64, progress func(done, total int)) error {
	if people < 1 || pictures < 1 {
		return fmt.Errorf("can't draw %d people with %d pictures each: both must be at least 1", people, pictures)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("can't make a folder for the drawings: %w", err)
	}
	if err := file.WriteBytes(filepath.Join(dir, MarkFile), 0o600, []byte("These faces are drawings, made by Siamface. They show nobody.\n")); err != nil {
		return err
	}
	for who := range people {
		folder := filepath.Join(dir, fmt.Sprintf("d%02d", who+1))
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return fmt.Errorf("can't make a folder for the drawings: %w", err)
		}
		for picture := range pictures {
			if err := ctx.Err(); err != nil {
				return err
			}
			img := Draw(who, picture, seed)
			path := filepath.Join(folder, strconv.Itoa(picture+1)+".pgm")
			if err := file.Write(path, 0o600, func(w io.Writer) error { return pgm.Encode(w, img) }); err != nil {
				return err
			}
			if progress != nil {
				progress(who*pictures+picture+1, people*pictures)
			}
		}
	}
	return nil
}
