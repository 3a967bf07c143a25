/** What is used of MediaPipe's Selfie Segmentation, a plain script that puts its class on the window. */
export interface SelfieResults {
  image: CanvasImageSource;
  segmentationMask: CanvasImageSource;
}

export interface SelfieSegmentation {
  setOptions(options: { modelSelection: 0 | 1 }): void;
  onResults(listener: (results: SelfieResults) => void): void;
  initialize(): Promise<void>;
  send(inputs: { image: HTMLVideoElement }): Promise<void>;
  close(): Promise<void>;
}

declare global {
  interface Window {
    SelfieSegmentation?: new (config: { locateFile: (name: string) => string }) => SelfieSegmentation;
  }
}
