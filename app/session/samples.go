package session

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"siamface/model/sample"
)

// SampleSeed draws the same people everywhere.
const SampleSeed = 1

// SampleFolder is where the drawn faces are kept; "" where the system has no place for caches.
func SampleFolder() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "siamface", "sample-faces")
}

// DrawSamples draws the faces unless they are all there; the last one drawn tells.
func DrawSamples(ctx context.Context, progress func(done, total int)) (folder string, err error) {
	folder = SampleFolder()
	if folder == "" {
		return "", fmt.Errorf("this system has no folder for caches to keep the drawings in")
	}
	last := filepath.Join(folder, fmt.Sprintf("d%02d", sample.People), fmt.Sprintf("%d.pgm", sample.Pictures))
	if _, err := os.Stat(last); err == nil && sample.IsDrawn(folder) {
		return folder, nil
	}
	return folder, sample.Write(ctx, folder, sample.People, sample.Pictures, SampleSeed, progress)
}
