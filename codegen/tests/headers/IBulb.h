/*
 * An interface with everything that headers may contain, mostly in odd places: mail to someone@example.com
 */

#pragma once

#ifndef __IBULB_H
#define __IBULB_H

#include "Module.h"
#include <com/Ids.h>

#define BULB_MAX_NAME 32
#define BULB_LIST(X) \
    X(A) \
    X(B)

// @stubgen:include <com/IIteratorType.h>
// @insert <com/Ids.h>

namespace WPEFramework {

namespace Exchange {

    struct IOther;
    class COther;
    enum class later : uint8_t;

    template <typename T, uint32_t N>
    struct Fixed {
        T values[N];
        void Clear() { for (auto& v : values) { v = T(); } }
    };

    static constexpr uint8_t MaxBulbs = 4 * 2;
    const uint32_t MinDelay = 1 << 4;

    inline bool IsBulb(const string& name) {
        if (name.empty() == true) { return false; }
        return (name[0] == '"') || (name[0] == '{');
    }

    // Plain data beside the interface
    struct EXTERNAL Position {
        Position() : X(0), Y{0}, Name() {
        }
        Position(const int32_t x, const int32_t y)
            : X(x)
            , Y(y)
        {
            if (x < 0) { X = 0; }
        }
        Position(const Position&) = default;
        Position& operator=(const Position&) = default;
        Position& operator=(Position&&) noexcept = default;
        ~Position() = default;

        bool operator==(const Position& other) const {
            return ((X == other.X) && (Y == other.Y));
        }
        bool IsValid() const { return (X != 0); }
        static uint32_t Count();

        int32_t X /* @brief Distance to the right (e.g. 5) */;
        int32_t Y{0} /* @brief Distance upwards */;
        string Name = "a;b" /* @restrict:1..BULB_MAX_NAME */;
        uint8_t Red, Green /* @text g */, Blue;
        uint8_t Flags : 4;
    };

    /* @json 1.2.3 */
    /* @text:keep */
    struct EXTERNAL IBulb : virtual public Core::IUnknown {
        enum { ID = ID_BULB };

        ~IBulb() override = default;

        enum class Kind : uint8_t {
            LED = 0x01 /* @text led */,
            HALOGEN = LED << 1,  // glows
            NEON = (HALOGEN | 8), /* @text n-e-o-n */ XENON
        };

        enum Flag : uint16_t { A = 1, B = 2, C = 4, ALL = A | B | C /* @end */ };

        typedef RPC::IIteratorType<Position, ID_BULB_POSITION_ITERATOR> IPositionIterator;
        using IStringIterator = RPC::IIteratorType<string, RPC::ID_STRINGITERATOR>;
        using Names = std::vector<string>;
        typedef uint32_t handle_t;

        struct EXTERNAL Group : public Position {
            std::vector<Position> Members /* @restrict:MaxBulbs */;
            Core::OptionalType<Kind> Type /* @brief What it is */;
            Flag Flags2 /* @bitmask */;
            struct Inner { bool On; Core::Time Since; } State;
            uint8_t Mac[6] /* @encode:mac */;
        };

        // @event
        struct EXTERNAL INotification : virtual public Core::IUnknown {
            enum { ID = ID_BULB_NOTIFICATION };
            ~INotification() override = default;

            // @text onChanged
            // @alt:deprecated onChange
            // @brief It changed
            virtual void Changed(/* @index */ const string& name, const Kind kind, const Core::OptionalType<Position>& where) = 0;
            virtual void Burnt() = 0; // it is dark now
            virtual void WithBody(const bool on){};
        };

        /** Register notification interface */
        virtual Core::hresult Register(Exchange::IBulb::INotification* notification /* @in */) = 0;
        /** Unregister notification interface */
        virtual Core::hresult Unregister(Exchange::IBulb::INotification* notification /* @in */) = 0;

        /* @json:omit */
        virtual Core::hresult Initialize(PluginHost::IShell* service) = 0;
        virtual Core::hresult Internal(std::map<string, string>& all /* @out */) = 0 /* @json:omit */;

        /**
         * @brief Sets everything.
         *
         * Much at once.
         *
         * @param[in] name Name of it
         * @param position : Where it is
         * @param kind - in - what it is
         * @return Core::hresult
         * @retval ErrorCode::NONE: Done
         * @retval Core::ERROR_UNAVAILABLE  It is gone
         */
        virtual Core::hresult
        SetAll(const string &name /* @in @restrict:nonempty */, // the name
               Position const& position,
               const Kind kind = Kind::LED,
               IPositionIterator* const positions /* @in @optional */ = nullptr,
               const Core::OptionalType<handle_t>& handle = {} /* @default:5 @restrict:1..(2*MaxBulbs) */,
               Names& names /* @out @restrict:16K */,
               Group& group /* @out */) = 0;

        // @text flags
        // @property
        virtual Core::hresult Flags(Flag& flags /* @out @encode:bitmask */) const = 0;
        virtual Core::hresult Flags(const Flag flags /* @encode:bitmask */) = 0; // @property is missing here

        // @property
        // @brief Data of it
        // @param index: Number (e.g. 3)
        virtual uint32_t Data(const uint8_t index /* @index */, string& data /* @out @opaque */) const = 0;
        // @property
        virtual uint32_t Data(const uint8_t index /* @index */, const string& data /* @opaque */) = 0;

        virtual uint32_t Read(const uint16_t maxSize, uint8_t buffer[] /* @out @length:size @maxlength:maxSize */, uint16_t& size /* @out */) = 0;
        virtual uint32_t Write(const uint8_t* data /* @length:size @encode:base64 */, const unsigned long size, char letter, long long big, unsigned short s, Core::UInt24 medium) = 0;

        [[nodiscard]] virtual Core::hresult Attributes(const bool on) = 0;

    private:
        static uint32_t _helper;
    };

#if 0
    // @json 9.9.9
    struct EXTERNAL IGone : virtual public Core::IUnknown { this is no C++ };
#else
    // nothing
#endif

#ifdef __WINDOWS__
    typedef int socket_t;
#else
    typedef long socket_t;
#endif

} // namespace Exchange

ENUM_CONVERSION_HANDLER(Exchange::IBulb::Kind)

} // namespace WPEFramework

extern "C" {
EXTERNAL void bulb(int);
}

#endif
