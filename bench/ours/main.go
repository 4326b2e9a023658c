// Command ours is Siamface's side of the bench: it does the work that bench.py asks for, through the same packages as the
// program, and tells the time.
//
// A request is a line of JSON on stdin, its answer a line on stdout; bench/theirs/worker.py says what they hold.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"

	_ "siamface/app/process" // the program's own environment
	"siamface/model/recipes"
	"siamface/model/torch"
)

// options are what the units are made from: paths, and sizes of the work.
type options struct {
	Faces      string `json:"faces"`      // the folder of the face networks
	ORL        string `json:"orl"`        // the folder of the ORL faces
	Weights    string `json:"weights"`    // of the ResNet-50
	Photo      string `json:"photo"`      // a photo of 1,000 pixels, as PNG
	Folder     string `json:"folder"`     // of many photos
	Embeddings string `json:"embeddings"` // N×512 float32
	PhotosEach int    `json:"photos_each"`
	Scratch    string `json:"scratch"` // for files that both sides read
	Threads    int    `json:"threads"`
}

type request struct {
	Unit    string  `json:"unit"`
	Options options `json:"options"`
	Repeat  int     `json:"repeat"`
	Save    string  `json:"save"`
}

type answer struct {
	Wall  float64        `json:"wall"` // seconds of one repeat
	CPU   float64        `json:"cpu"`
	Peak  int64          `json:"peak"` // bytes
	About map[string]any `json:"about"`
}

// result is what a unit made. One that times itself gives its clock.
type result struct {
	values []float64
	timed  *clock
	about  map[string]any
}

// unit does the work once.
type unit func(context.Context) (result, error)

// units make them, with all that isn't timed.
var units = map[string]func(context.Context, options) (unit, error){
	"face-policy":  facePolicy,
	"face-box":     faceBox,
	"face-orl":     faceORL,
	"resnet-32":    func(ctx context.Context, o options) (unit, error) { return resnet(ctx, o, 32) },
	"resnet-1":     func(ctx context.Context, o options) (unit, error) { return resnet(ctx, o, 1) },
	"features":     features,
	"step":         step,
	"click":        func(ctx context.Context, o options) (unit, error) { return click(ctx, o, published) },
	"click-own":    func(ctx context.Context, o options) (unit, error) { return click(ctx, o, recipes.ResNet50) },
	"click-face":   func(ctx context.Context, o options) (unit, error) { return click(ctx, o, recipes.Face) },
	"whole":        func(_ context.Context, o options) (unit, error) { return whole(o, published), nil },
	"recommended":  func(_ context.Context, o options) (unit, error) { return whole(o, recommended), nil },
	"formulas":     func(_ context.Context, o options) (unit, error) { return whole(o, recipes.Gradients), nil },
	"pairs":        pairs,
	"folder":       folder,
	"folder-floor": folderFloor,
}

// cold units are timed at their first run.
var cold = map[string]bool{"whole": true, "recommended": true, "formulas": true, "pairs": true}

func main() {
	if err := serve(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve answers until stdin ends.
func serve(ctx context.Context) error {
	made := map[string]unit{}
	out := json.NewEncoder(os.Stdout)
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var r request
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			return fmt.Errorf("this is no request: %w", err)
		}
		a, err := r.answer(ctx, made)
		if err != nil {
			return fmt.Errorf("%s: %w", r.Unit, err)
		}
		if err := out.Encode(a); err != nil {
			return err
		}
	}
	return nil
}

func (r request) answer(ctx context.Context, made map[string]unit) (answer, error) {
	if r.Options.Threads > 0 {
		runtime.GOMAXPROCS(r.Options.Threads)
	}
	if err := torch.Do(ctx, func() error { torch.SetThreads(r.Options.Threads); return nil }); err != nil {
		return answer{}, err
	}
	if made[r.Unit] == nil {
		if err := r.make(ctx, made); err != nil {
			return answer{}, err
		}
	}
	var last result
	all := begin()
	for range r.Repeat {
		var err error
		if last, err = made[r.Unit](ctx); err != nil {
			return answer{}, err
		}
	}
	all.stop(r.Repeat)
	if last.timed != nil {
		all = last.timed
	}
	a := answer{Wall: all.wall.Seconds(), CPU: all.cpu.Seconds(), Peak: peak(), About: last.about}
	if r.Save != "" {
		return a, save(r.Save, last.values)
	}
	return a, nil
}

// make makes a unit, and runs it once unless it is cold.
func (r request) make(ctx context.Context, made map[string]unit) error {
	build, ok := units[r.Unit]
	if !ok {
		return fmt.Errorf("there is no such unit")
	}
	u, err := build(ctx, r.Options)
	if err != nil {
		return err
	}
	made[r.Unit] = u
	if !cold[r.Unit] {
		_, err = u(ctx)
	}
	return err
}
