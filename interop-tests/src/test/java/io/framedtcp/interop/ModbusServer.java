/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.framedtcp.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

import com.ghgande.j2mod.modbus.ModbusException;
import com.ghgande.j2mod.modbus.procimg.SimpleProcessImage;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import com.ghgande.j2mod.modbus.slave.ModbusSlave;
import com.ghgande.j2mod.modbus.slave.ModbusSlaveFactory;
import org.awaitility.Awaitility;

/**
 * A Modbus TCP device: j2mod's slave. Each of its registers has a value of its own.
 */
final class ModbusServer implements Server {

	static final int UNIT = 1;

	private static final int REGISTERS = 1000;

	/** One thread a connection; a connection without one is left waiting. */
	private static final int THREADS = 32;

	private final ModbusSlave slave;

	ModbusServer() {
		SimpleProcessImage image = new SimpleProcessImage(UNIT);
		for (int i = 0; i < REGISTERS; i++) {
			image.addRegister(new SimpleRegister(valueOf(i)));
		}
		try {
			this.slave = ModbusSlaveFactory.createTCPSlave(InetAddress.getLoopbackAddress(), Ports.free(), THREADS,
					false);
			this.slave.addProcessImage(UNIT, image);
			this.slave.open();
		}
		catch (ModbusException ex) {
			throw new IllegalStateException(ex);
		}
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(this::accepts);
	}

	static int valueOf(int register) {
		return (register * 31 + 0xbeef) & 0xffff;
	}

	@Override
	public int port() {
		return this.slave.getPort();
	}

	@Override
	public void close() {
		this.slave.close();
	}

	/** The slave opens its port in a thread of its own. */
	private boolean accepts() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
