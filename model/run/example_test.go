package run_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"siamface/model/dataset"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/sample"
)

// Faces are drawn, a model is made of them, and the test people, whom it has never seen, are measured.
func ExampleTrain() {
	ctx := context.Background()
	root, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(root)
	faces := filepath.Join(root, "faces")
	if err := sample.Write(ctx, faces, 10, 4, 1, nil); err != nil {
		fmt.Println(err)
		return
	}
	people, err := dataset.Open(ctx, faces, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	made, err := run.Train(ctx, people, run.Options{
		Folder: filepath.Join(root, "run"), Recipe: recipes.Gradients, Seed: 1, Device: "cpu", Threads: 1,
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer made.Model.Release(ctx)
	test := made.Report.Test
	fmt.Printf("%d people tested, %d genuine and %d impostor pairs\n", test.People, test.Genuine, test.Impostor)
	_, err = os.Stat(filepath.Join(made.Folder, run.ModelFile))
	fmt.Println("the model is written:", err == nil)
	// Output:
	// 2 people tested, 12 genuine and 16 impostor pairs
	// the model is written: true
}
