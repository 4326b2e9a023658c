package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"siamface/model/dataset"
)

// folder opens a folder of many photos: people, photos, and their area in pixels.
func folder(_ context.Context, o options) (unit, error) {
	return func(ctx context.Context) (result, error) {
		d, err := dataset.Open(ctx, o.Folder, nil)
		if err != nil {
			return result{}, err
		}
		area := 0
		for _, p := range dataset.PhotosOf(d.People) {
			area += p.Width * p.Height
		}
		return folderResult(len(d.People), d.Photos(), area), nil
	}, nil
}

// headerBytes are enough for the headers of the photos that bench.py makes, and little for a disk.
const headerBytes = 512

// folderFloor is the least that any way of opening must do: find, and one read of each header.
func folderFloor(_ context.Context, o options) (unit, error) {
	return func(ctx context.Context) (result, error) {
		list, err := exec.CommandContext(ctx, "find", o.Folder, "-type", "f").Output()
		if err != nil {
			return result{}, fmt.Errorf("find failed: %w", err)
		}
		people, count, area := map[string]bool{}, 0, 0
		for path := range bytes.Lines(list) {
			name := string(bytes.TrimSpace(path))
			width, height, err := header(name)
			if err != nil {
				return result{}, err
			}
			people[filepath.Dir(name)] = true
			count, area = count+1, area+width*height
		}
		return folderResult(len(people), count, area), nil
	}, nil
}

func folderResult(people, photos, area int) result {
	return result{values: []float64{float64(people), float64(photos), float64(area)}}
}

// header reads the size of a PGM file.
func header(path string) (width, height int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	var start [headerBytes]byte
	n, err := f.Read(start[:])
	if err != nil {
		return 0, 0, err
	}
	_, err = fmt.Sscan(string(start[2:min(n, 20)]), &width, &height)
	return width, height, err
}
