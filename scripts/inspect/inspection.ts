/**
 * The demo under inspection: its page says what its controllers go through, to the demo's own
 * server; from there it goes over the bridge to whoever looks.
 *
 * It puts the parts together and decides nothing.
 */
import { createMemoryStore } from '../../runtime/host/index.ts';
import { type Demo, type DemoOptions, startDemo } from '../demo/server.ts';
import { createBridge } from './bridge.ts';
import { type InspectorServer, startInspectorServer } from './inspector-server.ts';

export interface Inspection {
  readonly demo: Demo;
  readonly inspector: InspectorServer;
  close(): Promise<void>;
}

export interface InspectionOptions extends Omit<DemoOptions, 'inspection' | 'hostname'> {
  readonly inspectorPorts: DemoOptions['ports'];
  /** Show what people and models write. */
  readonly text: boolean;
}

export async function startInspection(options: InspectionOptions): Promise<Inspection> {
  const { inspectorPorts, text, ...demoOptions } = options;
  const bridge = createBridge({ text, send: (event) => inspector.send(event) });
  const { present, take } = bridge;
  const inspector = await startInspectorServer({ ports: inspectorPorts, present });
  const inspection = { text, take };
  const started = startDemo({
    store: createMemoryStore(),
    ...demoOptions,
    hostname: '127.0.0.1',
    inspection,
  });
  // One that is left alone would keep the process alive.
  const demo = await started.catch(async (error: unknown) => {
    await inspector.close();
    throw error;
  });
  return {
    demo,
    inspector,
    close: async () => {
      await demo.close();
      await inspector.close();
    },
  };
}
